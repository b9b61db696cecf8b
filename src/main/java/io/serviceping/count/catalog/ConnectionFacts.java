package io.serviceping.count.catalog;

import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.count.database.SessionDialect;
import io.serviceping.jdbc.Failure;
import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.aggregate.SqlType;
import io.serviceping.plan.facts.Catalog;
import io.serviceping.plan.fusion.DatabaseFacts;
import io.serviceping.plan.fusion.PlannerDialect;
import io.serviceping.plan.query.NameCase;
import io.serviceping.plan.query.Source;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** A database's facts, each read at its first use. */
final class ConnectionFacts implements DatabaseFacts {
    private static final int FEW_VALUES = 200;
    private static final Set<String> PLAIN_TEXT = Set.of("text", "varchar", "character varying");
    private static final String POSTGRESQL_FOLDS =
            "select exists (select 1 from pg_collation where not collisdeterministic)";
    /** {@linkplain SessionDialect#asRole As our role finds it}; with nothing that could be another schema's. */
    private static final String COLLATION =
            "select cast(cast(pg_catalog.pg_collation_for((%s)) as pg_catalog.regcollation) as pg_catalog.oid)";

    private static final String DETERMINISTIC =
            "select collisdeterministic from pg_collation where oid = cast(? as oid)";
    private static final String H2_FOLDS = """
            select count(*) > 0 from INFORMATION_SCHEMA.SETTINGS
             where SETTING_NAME = 'COLLATION' and SETTING_VALUE <> 'OFF'
                or SETTING_NAME = 'IGNORECASE' and upper(SETTING_VALUE) = 'TRUE'""";

    private final Session session;
    private final SessionDialect dialect;
    private final JdbcCatalog catalog;
    private final NameCase nameCase;
    /** Whether some collation of this database treats different texts as equal. */
    private final boolean textsFold;

    ConnectionFacts(Session session) throws SQLException {
        this.session = session;
        this.dialect = session.dialect();
        this.catalog = new JdbcCatalog(session);
        this.nameCase = session.read(connection -> connection.getMetaData().supportsMixedCaseIdentifiers())
                ? NameCase.KEPT
                : NameCase.FOLDED;
        this.textsFold = BoundQuery.of(dialect == SessionDialect.H2 ? H2_FOLDS : POSTGRESQL_FOLDS)
                .rows(session, row -> row.getBoolean(1))
                .get(0);
    }

    @Override
    public PlannerDialect dialect() {
        return dialect == SessionDialect.H2 ? PlannerDialect.H2 : PlannerDialect.POSTGRESQL;
    }

    @Override
    public NameCase nameCase() {
        return nameCase;
    }

    @Override
    public Catalog catalog() {
        return catalog;
    }

    @Override
    public Expressions expressions(Source source) {
        return new Typed(source);
    }

    /**
     * The driver's description of an expression.
     *
     * @param name the database's type name in lower case
     */
    private record Described(int jdbcType, String name, int precision, int scale) {}

    private final class Typed implements Expressions {
        private final Source source;
        private final Map<String, Optional<Described>> known = new HashMap<>();
        private final Map<String, Boolean> few = new HashMap<>();
        private final Map<String, Boolean> folding = new HashMap<>();
        /** A locked table is waited for once, not once for each expression. */
        private boolean locked;

        Typed(Source source) {
            this.source = source;
        }

        @Override
        public SqlType typeOf(String expression) {
            return describe(expression)
                    .filter(type -> !folds(type, expression))
                    .map(ConnectionFacts.this::type)
                    .orElse(SqlType.of(SqlType.Kind.OTHER));
        }

        @Override
        public Optional<String> keyOf(String expression) {
            return describe(expression)
                    .filter(type -> !folds(type, expression))
                    .flatMap(type -> DistinctKey.of(dialect, type.name()))
                    .map(key -> key.sql(expression));
        }

        @Override
        public boolean hasFewValues(String expression) {
            return !source.isJoined() && few.computeIfAbsent(expression, this::isFew);
        }

        private boolean isFew(String expression) {
            try {
                OptionalLong values = catalog.distinctValues(source.table(), expression);
                return values.isPresent() && values.getAsLong() <= FEW_VALUES;
            } catch (SQLException e) {
                return false;
            }
        }

        private boolean folds(Described type, String expression) {
            return textsFold && isText(type) && folding.computeIfAbsent(expression, this::askWhetherItFolds);
        }

        /** Checks the expression's derived collation. True also if that is not certain. */
        private boolean askWhetherItFolds(String expression) {
            if (dialect == SessionDialect.H2) {
                return true;
            }
            String sql = COLLATION.formatted("select " + expression + " from " + source.from() + " where false");
            try {
                return !session.read(connection -> BoundQuery.of(
                                        DETERMINISTIC,
                                        String.valueOf(BoundQuery.of(sql)
                                                .rowsAsRole(dialect, connection, row -> row.getString(1))
                                                .get(0)))
                                .rows(connection, row -> row.getBoolean(1)))
                        .equals(List.of(true));
            } catch (SQLException e) {
                locked |= Failure.of(e) == Failure.LOCKED;
                return true;
            }
        }

        private Optional<Described> describe(String expression) {
            return known.computeIfAbsent(expression, this::ask);
        }

        /** Empty: the database refuses the expression. Its metric then runs as written and reports the error. */
        private Optional<Described> ask(String expression) {
            if (locked) {
                return Optional.empty();
            }
            // Not the column itself: the driver would look its table up to describe it.
            String described = dialect == SessionDialect.H2 ? expression : "coalesce(" + expression + ")";
            String sql = "select " + described + " from " + source.from() + " where false";
            try {
                return Optional.of(session.read(connection -> dialect.describe(
                        connection,
                        sql,
                        columns -> new Described(
                                columns.getColumnType(1),
                                columns.getColumnTypeName(1).toLowerCase(Locale.ROOT),
                                Math.max(0, columns.getPrecision(1)),
                                Math.max(0, columns.getScale(1))))));
            } catch (SQLException e) {
                locked = Failure.of(e) == Failure.LOCKED;
                return Optional.empty();
            }
        }
    }

    private SqlType type(Described type) {
        return switch (type.jdbcType()) {
            case Types.TINYINT, Types.SMALLINT -> SqlType.of(SqlType.Kind.SMALLINT);
            case Types.INTEGER -> SqlType.of(SqlType.Kind.INTEGER);
            case Types.BIGINT -> SqlType.of(type.name().equals("oid") ? SqlType.Kind.OTHER : SqlType.Kind.BIGINT);
            case Types.NUMERIC, Types.DECIMAL ->
                type.name().startsWith("decfloat")
                        ? SqlType.of(SqlType.Kind.OTHER)
                        : new SqlType(SqlType.Kind.NUMERIC, type.precision(), type.scale());
            case Types.REAL, Types.FLOAT, Types.DOUBLE ->
                SqlType.of(type.name().equals("money") ? SqlType.Kind.OTHER : SqlType.Kind.FLOAT);
            case Types.BIT, Types.BOOLEAN ->
                SqlType.of(type.name().startsWith("bool") ? SqlType.Kind.BOOLEAN : SqlType.Kind.OTHER);
            case Types.DATE -> SqlType.of(type.name().equals("date") ? SqlType.Kind.DATE : SqlType.Kind.OTHER);
            case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
                SqlType.of(type.name().startsWith("timestamp") ? SqlType.Kind.TIMESTAMP : SqlType.Kind.OTHER);
            default -> SqlType.of(isText(type) ? SqlType.Kind.TEXT : SqlType.Kind.OTHER);
        };
    }

    private static boolean isText(Described type) {
        return PLAIN_TEXT.contains(type.name());
    }
}
