package io.serviceping.plan.fusion;

import io.serviceping.plan.aggregate.Expressions;
import io.serviceping.plan.aggregate.SqlType;
import io.serviceping.plan.query.Operation;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The operations that cannot fail for any row, by operand types and database. Every other operation may fail.
 * {@code SureOperationsTest} tries each line on both databases with unusual values of each type.
 */
final class SureOperations {
    /** Names; types on PostgreSQL; types on H2. */
    private static final String TABLE = """
        lower,upper,length,char_length,character_length,bit_length,octet_length | text | text
        btrim,ltrim,rtrim,trim,position,replace,like,||,substring literal       | text | text
        left,right                             | text smallint integer                | text smallint integer
        abs,sign -                             | numeric float                        | numeric float
        sign,sign +                            | smallint integer bigint numeric float | smallint integer bigint numeric float
        ceil,ceiling,floor                     | smallint integer bigint numeric float | numeric float
        round                                  | smallint integer bigint numeric float | numeric
        round to                               | smallint integer bigint numeric      | numeric
        / literal                              | smallint integer bigint numeric      | smallint integer bigint numeric
        extract date                           | date timestamp                       | date timestamp
        extract time                           | timestamp                            | timestamp
        cast text                              | any                                  | any
        cast boolean                           | boolean integer                      | boolean smallint integer bigint
        cast date                              | date timestamp                       | date timestamp
        cast timestamp                         | timestamp                            | timestamp date
        cast time                              | timestamp                            | timestamp
        cast bigint                            | smallint integer bigint              | smallint integer bigint
        cast integer                           | smallint integer                     | smallint integer
        cast smallint                          | smallint                             | smallint
        cast numeric                           | smallint integer bigint numeric      | smallint integer bigint numeric
        cast float                             | smallint integer bigint              | smallint integer bigint
        compare                                | any                                  | none
        """;

    private static final Map<PlannerDialect, Map<String, Set<SqlType.Kind>>> SURE = Map.of(
            PlannerDialect.POSTGRESQL, read(1),
            PlannerDialect.H2, read(2));

    private SureOperations() {}

    private static Map<String, Set<SqlType.Kind>> read(int column) {
        Map<String, Set<SqlType.Kind>> sure = new HashMap<>();
        TABLE.lines().map(line -> line.split("\\|(?!\\|)(?<!\\|\\|)", -1)).forEach(cells -> {
            Set<SqlType.Kind> kinds = kinds(cells[column].strip());
            Arrays.stream(cells[0].strip().split(",", -1)).forEach(name -> sure.put(name, kinds));
        });
        return sure;
    }

    private static Set<SqlType.Kind> kinds(String names) {
        return switch (names) {
            case "any" -> EnumSet.allOf(SqlType.Kind.class);
            case "none" -> EnumSet.noneOf(SqlType.Kind.class);
            default ->
                Arrays.stream(names.split(" ", -1))
                        .map(name -> SqlType.Kind.valueOf(name.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(SqlType.Kind.class)));
        };
    }

    /** The operations of the table, with the types for which each cannot fail; for tests. */
    static Map<String, Set<SqlType.Kind>> of(PlannerDialect dialect) {
        return SURE.getOrDefault(dialect, Map.of());
    }

    static boolean mayFail(PlannerDialect dialect, Operation operation, Expressions expressions) {
        Set<SqlType.Kind> sure = of(dialect).getOrDefault(operation.name(), Set.of());
        if (sure.size() == SqlType.Kind.values().length) {
            return false;
        }
        List<SqlType.Kind> kinds = operation.operands().stream()
                .map(operand -> expressions.typeOf(operand).kind())
                .toList();
        return operation.name().equals("compare") ? differ(kinds) : !sure.containsAll(kinds);
    }

    /** H2 converts one of two operands to the type of the other, row by row. */
    private static boolean differ(List<SqlType.Kind> kinds) {
        return kinds.size() > 1
                && !kinds.stream()
                        .allMatch(kind -> kind == kinds.get(0)
                                || (SqlType.of(kind).isNumber()
                                        && SqlType.of(kinds.get(0)).isNumber()));
    }
}
