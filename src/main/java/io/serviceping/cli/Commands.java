package io.serviceping.cli;

import io.serviceping.cli.setup.ConfigCommand;
import io.serviceping.cli.setup.DoctorCommand;
import io.serviceping.cli.setup.EventsCommand;
import io.serviceping.cli.watch.RunsCommand;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The commands by name, in the order of the help. Making one reads its annotations, so only what is asked for is made. */
final class Commands {
    private static final Map<String, Function<CommonOptions, Object>> ALL = new LinkedHashMap<>();

    static {
        ALL.put("run", RunCommand::new);
        ALL.put("preview", PreviewCommand::new);
        ALL.put("validate", ValidateCommand::new);
        ALL.put("plan", PlanCommand::new);
        ALL.put("status", StatusCommand::new);
        ALL.put("runs", common -> new RunsCommand(common::home, common::out));
        ALL.put("doctor", common -> new DoctorCommand(common::home, common::context, common::out));
        ALL.put("config", common -> new ConfigCommand(common::home, common::context, common::out));
        ALL.put("events", common -> new EventsCommand(common::home, common::context, common::out));
        ALL.put("submit", SubmitCommand::new);
        ALL.put("redrive", RedriveCommand::new);
        ALL.put("release", ReleaseCommand::new);
        ALL.put("new-instance", NewInstanceCommand::new);
        ALL.put("export", ExportCommand::new);
        ALL.put("import-receipt", ImportReceiptCommand::new);
        ALL.put("opt-out", OptOutCommand::new);
        ALL.put("opt-in", OptInCommand::new);
        ALL.put("collector", CollectorCommand::new);
        ALL.put("check-endpoint", CheckEndpointCommand::new);
        ALL.put("demo", DemoCommand::new);
    }

    private Commands() {}

    static Stream<Object> all(CommonOptions common) {
        return ALL.values().stream().map(making -> making.apply(common));
    }

    /** The command that the arguments name; all of them if they do not begin with one, or with a common option. */
    static Stream<Object> askedFor(List<String> arguments, CommonOptions common) {
        return first(arguments)
                .map(ALL::get)
                .map(making -> Stream.of(making.apply(common)))
                .orElseGet(() -> all(common));
    }

    static boolean countsOrSends(List<String> arguments) {
        return first(arguments)
                .filter(name -> name.equals("run") || name.equals("submit"))
                .isPresent();
    }

    /** The first word that is neither a common option nor its value. */
    static Optional<String> first(List<String> arguments) {
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String argument = rest.next();
            if (argument.equals("--home") && rest.hasNext()) {
                rest.next();
            } else if (!argument.equals("--verbose")
                    && !argument.equals("--quiet")
                    && !argument.startsWith("--home=")) {
                return Optional.of(argument);
            }
        }
        return Optional.empty();
    }
}
