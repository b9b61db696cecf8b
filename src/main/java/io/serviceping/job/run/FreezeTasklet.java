package io.serviceping.job.run;

import io.serviceping.count.Counting;
import io.serviceping.count.CountingStore;
import io.serviceping.count.incremental.IncrementalScans;
import io.serviceping.count.result.MetricResult;
import io.serviceping.count.span.SpanStore;
import io.serviceping.job.installation.PayloadAssembler;
import io.serviceping.outbox.Draft;
import io.serviceping.payload.Payload;
import io.serviceping.payload.PayloadWriter;
import java.util.List;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;

/** Writes the payload and freezes its bytes in the step's transaction. Counting is over after this. */
final class FreezeTasklet implements Tasklet {
    private final RunInputs run;
    private final CountingStore store;
    private final SpanStore spanStore;
    private final IncrementalScans incremental;
    private final PayloadWriter writer = new PayloadWriter();

    FreezeTasklet(RunInputs run, CountingStore store, SpanStore spanStore, IncrementalScans incremental) {
        this.run = run;
        this.store = store;
        this.spanStore = spanStore;
        this.incremental = incremental;
    }

    @Override
    public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
        Counting counting = run.context().counting();
        List<MetricResult> results = run.context().conclude(store, incremental);
        run.state().outbox().freeze(counting.instanceId(), counting.period(), position -> {
            Payload payload =
                    PayloadAssembler.payload(counting, position, run.settings().product(), results);
            return Draft.of(counting.pingId(), writer.write(payload), payload.complete());
        });
        spanStore.end(counting.pingId());
        run.context().frozen(results);
        return RepeatStatus.FINISHED;
    }
}
