package io.serviceping.cli;

import com.sun.jdi.Bootstrap;
import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.ReferenceType;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VMDisconnectedException;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.connect.Connector;
import com.sun.jdi.connect.IllegalConnectorArgumentsException;
import com.sun.jdi.connect.ListeningConnector;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.ClassPrepareEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.request.ClassPrepareRequest;
import com.sun.jdi.request.EventRequestManager;
import com.sun.jdi.request.StepRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The packaged program in a process of its own. All its threads are suspended whenever one of them enters a watched
 * method. Uses the JVM's debugger interface (JDI), so the program needs no code for it.
 */
final class Debugged implements AutoCloseable {
    private final ProgramRun program;
    private final VirtualMachine machine;
    private final Map<String, List<Watched>> watched;

    private Debugged(ProgramRun program, VirtualMachine machine, Collection<Watched> watched) {
        this.program = program;
        this.machine = machine;
        this.watched = watched.stream().collect(Collectors.groupingBy(Watched::type));
    }

    /**
     * A method, with all its overloads of that many arguments.
     *
     * @param type full name of the class
     * @param arguments number of arguments
     */
    record Watched(String type, String method, int arguments) {}

    /**
     * Starts the program, suspended before its first instruction.
     *
     * @param launch starts the program with these JVM options
     */
    static Debugged start(Function<List<String>, ProgramRun> launch, Collection<Watched> watched) {
        ListeningConnector connector = Bootstrap.virtualMachineManager().listeningConnectors().stream()
                .filter(one -> one.name().equals("com.sun.jdi.SocketListen"))
                .findFirst()
                .orElseThrow();
        Map<String, Connector.Argument> arguments = connector.defaultArguments();
        Objects.requireNonNull(arguments.get("localAddress")).setValue("127.0.0.1");
        Objects.requireNonNull(arguments.get("timeout")).setValue(String.valueOf(Await.DEADLINE.toMillis()));
        try {
            String address = connector.startListening(arguments);
            ProgramRun program =
                    launch.apply(List.of("-agentlib:jdwp=transport=dt_socket,server=n,suspend=y,address=" + address));
            try {
                Debugged debugged = new Debugged(program, connector.accept(arguments), watched);
                debugged.watch();
                return debugged;
            } catch (IOException | IllegalConnectorArgumentsException | RuntimeException e) {
                program.close();
                throw e;
            } finally {
                connector.stopListening(arguments);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalConnectorArgumentsException e) {
            throw new IllegalStateException(e);
        }
    }

    private void watch() {
        EventRequestManager requests = machine.eventRequestManager();
        watched.keySet().forEach(type -> {
            ClassPrepareRequest request = requests.createClassPrepareRequest();
            request.addClassFilter(type);
            request.enable();
        });
    }

    /** Continues to the next entry of a watched method and returns the entering thread. Empty: the program has ended. */
    Optional<ThreadReference> next() {
        return resume(event -> event instanceof BreakpointEvent).map(event -> ((BreakpointEvent) event).thread());
    }

    /** Continues until the thread has returned to the first type up its stack that is not inside. */
    void leave(ThreadReference thread, Predicate<String> inside) {
        while (inside.test(top(thread).location().declaringType().name())) {
            StepRequest step =
                    machine.eventRequestManager().createStepRequest(thread, StepRequest.STEP_MIN, StepRequest.STEP_OUT);
            step.enable();
            if (resume(event -> event instanceof StepEvent).isEmpty()) {
                throw new AssertionError("ended: " + program.err());
            }
            machine.eventRequestManager().deleteEventRequest(step);
        }
    }

    static StackFrame top(ThreadReference thread) {
        try {
            return thread.frame(0);
        } catch (IncompatibleThreadStateException e) {
            throw new IllegalStateException("the thread does not stand still", e);
        }
    }

    static List<StackFrame> frames(ThreadReference thread) {
        try {
            return thread.frames();
        } catch (IncompatibleThreadStateException e) {
            throw new IllegalStateException("the thread does not stand still", e);
        }
    }

    /** Continues until such an event. Other threads pass watched methods without a stop. */
    private Optional<Event> resume(Predicate<Event> awaited) {
        try {
            machine.resume();
            while (true) {
                EventSet events = machine.eventQueue().remove();
                events.stream()
                        .filter(ClassPrepareEvent.class::isInstance)
                        .forEach(event -> breakpoints(((ClassPrepareEvent) event).referenceType()));
                Optional<Event> found = events.stream().filter(awaited).findFirst();
                if (found.isPresent()) {
                    return found;
                }
                events.resume();
            }
        } catch (VMDisconnectedException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void breakpoints(ReferenceType type) {
        for (Watched one : watched.getOrDefault(type.name(), List.of())) {
            type.methodsByName(one.method()).stream()
                    .filter(method -> method.argumentTypeNames().size() == one.arguments())
                    .forEach(method -> machine.eventRequestManager()
                            .createBreakpointRequest(method.location())
                            .enable());
        }
    }

    ProgramRun program() {
        return program;
    }

    /** Kills the program with SIGKILL while all threads are suspended. */
    CommandResult kill() {
        program.kill();
        return program.end();
    }

    /** Lets the program run to its end without further stops. */
    CommandResult end() {
        while (next().isPresent()) {
            machine.eventRequestManager().deleteAllBreakpoints();
        }
        return program.end();
    }

    @Override
    public void close() {
        program.close();
    }
}
