package io.serviceping.job.run;

import io.serviceping.count.Counting;
import io.serviceping.count.SharedScanRunner;
import io.serviceping.count.database.StoppedException;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.span.StoredSketches;
import io.serviceping.job.installation.PayloadAssembler;
import io.serviceping.job.installation.Withdrawal;
import io.serviceping.outbox.Draft;
import io.serviceping.payload.Payload;
import io.serviceping.payload.PayloadWriter;
import io.serviceping.plan.scan.SharedScan;
import java.util.ArrayList;
import java.util.List;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/**
 * Reads the sketches that belong to counted rows. Then writes the payload and freezes its bytes in one transaction.
 * Counting is over after this.
 */
final class FreezeTasklet implements Tasklet {
    private final RunInputs run;
    private final SharedScanRunner.Stage stage;
    private final StoredScan.Stores stores;
    private final PayloadWriter writer = new PayloadWriter();

    FreezeTasklet(RunInputs run, SharedScanRunner.Stage stage, StoredScan.Stores stores) {
        this.run = run;
        this.stage = stage;
        this.stores = stores;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) throws Exception {
        List<StoredSketches> sketches = new ArrayList<>();
        try {
            for (SharedScan scan : run.context().plan().shared()) {
                sketches.add(
                        StoredSketches.of(stage.databases(), stage.settings().pause(), scan));
            }
        } catch (StoppedException e) {
            throw new JobInterruptedException(String.valueOf(e.getMessage()));
        }
        boolean withdrawn =
                new Withdrawal(run.request()).concerns(run.parameters().period());
        stores.transaction().executeWithoutResult(status -> freeze(sketches, withdrawn));
        return RepeatStatus.FINISHED;
    }

    /** @param sketches of each shared scan */
    private void freeze(List<StoredSketches> sketches, boolean withdrawn) {
        Counting counting = run.context().counting();
        List<MetricResult> results = results(counting, sketches);
        run.state().outbox().freeze(counting.instanceId(), counting.period(), position -> {
            Payload payload =
                    PayloadAssembler.payload(counting, position, run.settings().product(), results);
            return Draft.of(counting.pingId(), writer.write(payload), payload.complete())
                    .withdrawn(withdrawn);
        });
        stores.spans().end(counting.pingId());
        run.context().frozen(results);
    }

    /** Every metric's outcome, including the omitted ones. Stores the incremental state for the next ping. */
    private List<MetricResult> results(Counting counting, List<StoredSketches> sketches) {
        List<MetricResult> results = new ArrayList<>(stores.counting()
                .results(counting.pingId(), run.context().plan().scans()));
        List<SharedScan> shared = run.context().plan().shared();
        for (int i = 0; i < shared.size(); i++) {
            results.addAll(new StoredScan(stores, counting, shared.get(i)).conclude(sketches.get(i)));
        }
        stores.incremental().end(counting.pingId(), counting.asOf());
        return PayloadAssembler.allResults(run.context().plan(), results);
    }
}
