package io.serviceping.cli;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.console.PrintableWriter;
import io.serviceping.cli.console.ProgressLine;
import io.serviceping.cli.json.Json;
import io.serviceping.cli.json.JsonOption;
import io.serviceping.count.DryRun;
import io.serviceping.count.catalog.FunctionCheck;
import io.serviceping.count.catalog.RowSecurityCheck;
import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.count.database.PoolingCheck;
import io.serviceping.count.database.ThrottleCheck;
import io.serviceping.definition.InvalidDefinitionsException;
import io.serviceping.definition.KeyPath;
import io.serviceping.definition.MetricDefinition;
import io.serviceping.definition.file.Problem;
import io.serviceping.job.installation.EventAgreement;
import io.serviceping.job.installation.PingPlanner;
import io.serviceping.job.installation.StageFactory;
import io.serviceping.job.status.Plural;
import io.serviceping.plan.AppendOnlyCheck;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.WrittenScan;
import io.serviceping.settings.InvalidSettingsException;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.settings.Trouble;
import io.serviceping.state.StateDatabase;
import io.serviceping.state.StateUnavailableException;
import io.serviceping.time.Period;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(
        name = "validate",
        description = "Check configuration and definitions; every problem of every file is reported at once.",
        footer = {
            "",
            "Examples:",
            "  service-ping validate",
            "  service-ping validate --database    also plans each metric in its database"
        })
final class ValidateCommand implements Callable<Integer> {
    private static final String ADMIN_OF_H2 =
            " an administrator of H2, who may read and write files through SQL: use one who may only read (create user,"
                    + " grant select).";

    private final CommonOptions common;

    @Option(names = "--database", description = "Also plan each metric against the live database; runs none.")
    private boolean database;

    @Mixin
    private final JsonOption json = new JsonOption();

    ValidateCommand(CommonOptions common) {
        this.common = common;
    }

    @Override
    public Integer call() throws Exception {
        common.inlineSecrets().forEach(warning -> common.note("Warning: " + warning));
        List<Trouble> problems = new ArrayList<>();
        Optional<ServicePingSettings> settings = settings(problems);
        settings.ifPresent(one -> problems.addAll(new Prerequisites(one).problems()));
        common.monitoring().trouble().ifPresent(problems::add);
        if (!database) {
            settings.ifPresent(this::tellOfUsualAdmins);
        }
        Optional<PingPlanner> planner = settings.map(one -> new PingPlanner(common.home(), one));
        Optional<Plan> plan = planner.flatMap(one -> plan(one, problems));
        if (database && problems.isEmpty() && plan.isPresent()) {
            checkState(settings.orElseThrow());
            databaseProblems(settings.orElseThrow(), planner.orElseThrow(), plan.get())
                    .forEach(problem -> problems.add(Trouble.of(problem)));
        }
        long metrics = plan.map(one -> one.metrics().count()).orElse(0L);
        List<String> printable = problems.stream()
                .map(Trouble::text)
                .map(PrintableWriter::withoutUrlParameters)
                .toList();
        json.print(common.out(), () -> Json.text(document(metrics, printable)), () -> tell(metrics, printable));
        return exitCode(problems).number();
    }

    private static ExitCode exitCode(List<Trouble> problems) {
        if (problems.isEmpty()) {
            return ExitCode.DONE;
        }
        return problems.stream().allMatch(Trouble::isPermission) ? ExitCode.NO_PERMISSION : ExitCode.CONFIGURATION;
    }

    private ObjectNode document(long metrics, List<String> problems) {
        ObjectNode document = Json.object()
                .put("valid", problems.isEmpty())
                .put("metrics", metrics)
                .put("planned", database && problems.isEmpty());
        document.set("problems", Json.texts(problems));
        document.set("notes", Json.texts(common.notes()));
        return document;
    }

    private void tell(long metrics, List<String> problems) {
        if (problems.isEmpty()) {
            common.print(
                    "Valid: " + Plural.of(metrics, "metric") + (database ? ", each planned by its database." : "."));
            return;
        }
        problems.forEach(common::note);
        common.note(Plural.of(problems.size(), "problem") + ".");
    }

    private Optional<ServicePingSettings> settings(List<Trouble> problems) {
        try {
            return Optional.of(common.settings());
        } catch (InvalidSettingsException e) {
            e.problems().forEach(problem -> problems.add(new Trouble(problem.toString(), problem.isPermission())));
            return Optional.empty();
        }
    }

    private Optional<Plan> plan(PingPlanner planner, List<Trouble> problems) {
        try {
            Period period = Period.lastCompleteAt(common.context().clock().instant());
            planner.definitions().refusals().forEach(refusal -> problems.add(Trouble.of(refusal)));
            return Optional.of(planner.plan(period));
        } catch (InvalidDefinitionsException e) {
            e.problems().forEach(problem -> problems.add(new Trouble(problem.toString(), problem.isPermission())));
            return Optional.empty();
        }
    }

    private void checkState(ServicePingSettings settings) throws StateUnavailableException {
        try {
            StateDatabase.check(settings.state().address());
        } catch (StateUnavailableException e) {
            if (e.obstacle() != StateUnavailableException.Obstacle.BUSY) {
                throw e;
            }
            common.note("Warning: the state database was not checked, since another process uses it.");
        }
    }

    /** What the databases report about the metrics: one message per definition if all its time frames have the same one. */
    private Set<String> databaseProblems(ServicePingSettings settings, PingPlanner planner, Plan plan)
            throws InvalidDefinitionsException {
        Map<KeyPath, MetricDefinition> definitions = new HashMap<>();
        planner.definitions()
                .all()
                .forEach(one -> one.metrics().forEach(metric -> definitions.put(metric.keyPath(), one)));
        Set<String> problems = new LinkedHashSet<>();
        try (ApplicationDatabases databases = StageFactory.of(settings);
                ProgressLine progress = common.progress("Planning")) {
            DryRun dryRun = new DryRun(databases);
            FunctionCheck functions = new FunctionCheck(databases, planner.functions());
            plan.databases().forEach(name -> tellOfFunctions(name, functions));
            PoolingCheck pooling = new PoolingCheck(databases);
            plan.databases().forEach(name -> pooling.words(name).ifPresent(common::note));
            RowSecurityCheck rows = new RowSecurityCheck(databases);
            plan.databases()
                    .forEach(name -> rows.warnings(name, plan).forEach(warning -> common.note("Warning: " + warning)));
            ThrottleCheck throttles = new ThrottleCheck(databases);
            plan.databases().forEach(name -> throttles.problem(name).ifPresent(problems::add));
            EventAgreement events = planner.agreement(databases);
            plan.databases()
                    .forEach(name -> events.problems(name).forEach(problem -> problems.add(problem.toString())));
            int done = 0;
            for (WrittenScan scan : plan.scans()) {
                MetricDefinition definition = Objects.requireNonNull(
                        definitions.get(scan.answers().get(0).keyPath()));
                functions
                        .problem(scan)
                        .or(() -> dryRun.problem(scan))
                        .map(problem -> problem(definition, problem))
                        .ifPresent(problems::add);
                progress.counted(++done, plan.scans().size());
            }
            if (problems.isEmpty()) {
                problems.addAll(promisesWithoutEffect(planner, databases));
            }
        }
        return problems;
    }

    /** Plans shared scans only if a definition is append-only. */
    private List<String> promisesWithoutEffect(PingPlanner planner, ApplicationDatabases databases)
            throws InvalidDefinitionsException {
        List<MetricDefinition> promises = planner.definitions().all().stream()
                .filter(MetricDefinition::appendOnly)
                .toList();
        if (promises.isEmpty()) {
            return List.of();
        }
        AppendOnlyCheck check =
                new AppendOnlyCheck(planner.shared(Period.lastCompleteAt(common.now()), common.now(), databases));
        return promises.stream()
                .flatMap(one -> check.problem(one).map(problem -> problem(one, problem)).stream())
                .toList();
    }

    private static String problem(MetricDefinition definition, String what) {
        return new Problem(
                        definition.file(),
                        definition.line(),
                        definition.keyPath().value(),
                        what)
                .toString();
    }

    /** Looks at the user's name only. Only the database knows the user's rights. */
    private void tellOfUsualAdmins(ServicePingSettings settings) {
        settings.databases().forEach((name, one) -> {
            if (one.isUsualAdminOfH2()) {
                common.note("Warning: the user of database '" + name + "' is, by its name," + ADMIN_OF_H2);
            }
        });
    }

    private void tellOfFunctions(String name, FunctionCheck functions) {
        functions.described(name).forEach(line -> common.note("Allowed in '" + name + "': " + line + "."));
        if (functions.isAdminOfH2(name)) {
            common.note("Warning: the user of database '" + name + "' is" + ADMIN_OF_H2);
        }
    }
}
