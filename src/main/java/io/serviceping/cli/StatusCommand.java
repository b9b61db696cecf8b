package io.serviceping.cli;

import io.serviceping.cli.console.ExitCode;
import io.serviceping.cli.json.JsonOption;
import io.serviceping.cli.watch.CheckOptions;
import io.serviceping.job.status.CheckedDefinitions;
import io.serviceping.job.status.InstallationStatus;
import io.serviceping.settings.ServicePingSettings;
import io.serviceping.time.Period;
import io.serviceping.watch.HealthCheck;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "status",
        description =
                "Last and next ping, what waits and why, missing weeks, who switched what off. Works during a run.",
        footer = {
            "",
            "Examples:",
            "  service-ping status",
            "  service-ping status --json | jq .waiting",
            "  service-ping status --check --late 2d      for Nagios and Icinga"
        })
final class StatusCommand implements Callable<Integer> {
    private final CommonOptions common;

    @Mixin
    private final JsonOption json = new JsonOption();

    @Mixin
    private final CheckOptions check = new CheckOptions();

    StatusCommand(CommonOptions common) {
        this.common = common;
    }

    /**
     * The data that is printed.
     *
     * @param leftOut by the place that says so
     * @param problems of the definitions and of {@code exclude}, for which a run counts nothing
     * @param next the period that a run at or after {@code nextFrom} counts
     */
    record Report(
            ServicePingSettings settings,
            Map<String, List<String>> leftOut,
            List<String> problems,
            InstallationStatus.View view,
            Period next,
            Instant nextFrom) {}

    @Override
    public Integer call() throws Exception {
        check.requireEffect();
        if (check.isWanted()) {
            return check.run(
                    () -> {
                        Report report = look();
                        return new HealthCheck(check.limits(), common.now()).judge(report.view(), report.problems());
                    },
                    common.context(),
                    common.out());
        }
        Report report = look();
        json.print(common.out(), () -> StatusJson.write(report), () -> StatusText.print(report, common.out()));
        return ExitCode.DONE.number();
    }

    private Report look() throws Exception {
        ServicePingSettings settings = common.settings();
        InstallationStatus.View view = new InstallationStatus(
                        common.home(),
                        settings,
                        common.consent(),
                        common.context().clock())
                .look();
        Period last = Period.lastCompleteAt(common.context().clock().instant());
        Period next = view.outbox().map(InstallationStatus.OutboxStatus::next).orElse(last);
        return new Report(
                settings,
                common.leftOut(settings),
                new CheckedDefinitions(common.home(), settings).problems(),
                view,
                next,
                next.asOf());
    }
}
