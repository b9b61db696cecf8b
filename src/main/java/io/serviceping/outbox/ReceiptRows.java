package io.serviceping.outbox;

import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

final class ReceiptRows {
    private static final String INSERT = """
            insert into outbox_receipt (ping_id, receipt_id, digest, received_at, raw)
            values (:pingId, :receiptId, :digest, :receivedAt, :raw)
            """;
    private static final String OF_PING = """
            select * from outbox_receipt where ping_id = :pingId
            """;

    private final JdbcClient jdbc;

    ReceiptRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void insert(Receipt receipt) {
        jdbc.sql(INSERT)
                .param("pingId", receipt.pingId())
                .param("receiptId", receipt.receiptId())
                .param("digest", receipt.digest())
                .param("receivedAt", ColumnValues.column(receipt.receivedAt()))
                .param("raw", receipt.raw())
                .update();
    }

    Optional<Receipt> of(UUID pingId) {
        return jdbc.sql(OF_PING)
                .param("pingId", pingId)
                .query((row, n) -> new Receipt(
                        row.getString("receipt_id"),
                        pingId,
                        row.getString("digest"),
                        ColumnValues.instant(row, "received_at"),
                        row.getString("raw")))
                .optional();
    }
}
