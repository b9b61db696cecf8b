package io.serviceping.job.run;

import io.serviceping.count.Counting;
import io.serviceping.count.result.MetricResult;
import io.serviceping.job.installation.PayloadAssembler;
import io.serviceping.outbox.Draft;
import io.serviceping.payload.Payload;
import io.serviceping.payload.PayloadWriter;
import io.serviceping.plan.scan.SharedScan;
import java.util.ArrayList;
import java.util.List;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/** Writes the payload and freezes its bytes in the step's transaction. Counting is over after this. */
final class FreezeTasklet implements Tasklet {
    private final RunInputs run;
    private final StoredScan.Stores stores;
    private final PayloadWriter writer = new PayloadWriter();

    FreezeTasklet(RunInputs run, StoredScan.Stores stores) {
        this.run = run;
        this.stores = stores;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        Counting counting = run.context().counting();
        List<MetricResult> results = results(counting);
        run.state().outbox().freeze(counting.instanceId(), counting.period(), position -> {
            Payload payload =
                    PayloadAssembler.payload(counting, position, run.settings().product(), results);
            return Draft.of(counting.pingId(), writer.write(payload), payload.complete());
        });
        stores.spans().end(counting.pingId());
        run.context().frozen(results);
        return RepeatStatus.FINISHED;
    }

    /** Every metric's outcome, including the omitted ones. Stores the incremental state for the next ping. */
    private List<MetricResult> results(Counting counting) {
        List<MetricResult> results = new ArrayList<>(stores.counting()
                .results(counting.pingId(), run.context().plan().scans()));
        for (SharedScan scan : run.context().plan().shared()) {
            results.addAll(new StoredScan(stores, counting, scan).conclude());
        }
        stores.incremental().end(counting.pingId(), counting.asOf());
        return PayloadAssembler.allResults(run.context().plan(), results);
    }
}
