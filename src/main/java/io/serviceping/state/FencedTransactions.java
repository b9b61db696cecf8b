package io.serviceping.state;

import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionStatus;

/**
 * The transactions of one run on the state database. Once another run has taken over, no transaction that changed
 * anything commits. A transaction that only read is not checked. Once the database has failed in a transaction, no
 * further one begins: it is uncertain what was stored, and only the next run reads it again.
 */
public final class FencedTransactions extends JdbcTransactionManager {
    private static final long serialVersionUID = 1L;

    private static final String SERIALIZATION_FAILURE = "40001";

    private final transient Epoch epoch;
    private volatile @Nullable RuntimeException failure;

    FencedTransactions(DataSource state, Epoch epoch) {
        super(state);
        this.epoch = epoch;
    }

    /**
     * Why the run cannot go on: another run has taken over, or the database failed in a transaction. Empty: neither.
     */
    public Optional<StateUnavailableException> trouble() {
        RuntimeException first = failure;
        if (first != null) {
            return StateFailures.behind(first);
        }
        try {
            return epoch.isCurrent(state()) ? Optional.empty() : StateFailures.behind(takenOver(null));
        } catch (DataAccessException e) {
            return StateFailures.behind(e);
        }
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        RuntimeException before = failure;
        if (before != null) {
            throw new CannotCreateTransactionException("an earlier transaction has failed", before);
        }
        noting(() -> super.doBegin(transaction, definition));
    }

    @Override
    protected void prepareForCommit(DefaultTransactionStatus status) {
        if (status.isNewTransaction() && !status.isReadOnly()) {
            noting(this::requireTurn);
        }
    }

    private void requireTurn() {
        boolean current;
        try {
            current = !epoch.hasChanges(state()) || epoch.isCurrent(state());
        } catch (ConcurrencyFailureException e) {
            // The transaction may read a snapshot from before the takeover.
            throw StateFailures.hasState(e, SERIALIZATION_FAILURE) ? takenOver(e) : e;
        }
        if (!current) {
            throw takenOver(null);
        }
    }

    private DataSource state() {
        return Objects.requireNonNull(getDataSource());
    }

    private static TakenOverException takenOver(@Nullable Throwable cause) {
        return new TakenOverException(
                "Another run has taken over, since this one had lost its lock; this one stopped, and what it stored"
                        + " before is kept.",
                cause);
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
        noting(() -> super.doCommit(status));
    }

    @Override
    protected void doRollback(DefaultTransactionStatus status) {
        noting(() -> super.doRollback(status));
    }

    private void noting(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException e) {
            failure = failure == null ? e : failure;
            throw e;
        }
    }
}
