package io.serviceping.count.catalog;

import io.serviceping.count.database.BoundQuery;
import io.serviceping.count.database.Session;
import io.serviceping.definition.sql.AllowedFunctions;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** H2's domains whose checks call what may have an effect. */
final class H2Domains {
    private static final String CHECKS = """
            select d.DOMAIN_SCHEMA, d.DOMAIN_NAME, d.PARENT_DOMAIN_NAME, c.CHECK_CLAUSE
            from INFORMATION_SCHEMA.DOMAINS d
            left join INFORMATION_SCHEMA.DOMAIN_CONSTRAINTS k
              on k.DOMAIN_SCHEMA = d.DOMAIN_SCHEMA and k.DOMAIN_NAME = d.DOMAIN_NAME
            left join INFORMATION_SCHEMA.CHECK_CONSTRAINTS c
              on c.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA and c.CONSTRAINT_NAME = k.CONSTRAINT_NAME
            """;

    private H2Domains() {}

    private record Check(
            String schema,
            String domain,
            @Nullable String parent,
            @Nullable String clause) {
        /** Takes any text in the clause for a name: this refuses too much, never too little. */
        boolean has(String name) {
            return name.equals(domain) || name.equals(parent) || (clause != null && clause.contains(name));
        }

        boolean isHarmless() {
            return clause == null || AllowedFunctions.isHarmless(clause);
        }
    }

    /** The domains that call one of the routines or anything else with an effect, directly or through another domain. */
    static Stream<OwnFunction> of(Session session, List<OwnFunction> routines) throws SQLException {
        List<Check> checks = BoundQuery.of(CHECKS)
                .rows(
                        session,
                        row -> new Check(row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
        return Stream.concat(
                routines.stream()
                        .map(routine -> new OwnFunction(
                                OwnFunction.Way.TYPE,
                                lower(domains(checks, routine.function())),
                                routine.schema(),
                                routine.function(),
                                Set.of(),
                                false,
                                "")),
                checks.stream()
                        .filter(check -> !check.isHarmless())
                        .map(check -> new OwnFunction(
                                OwnFunction.Way.DOMAIN,
                                lower(domains(checks, check.domain())),
                                check.schema(),
                                check.domain(),
                                Set.of(),
                                false,
                                "")));
    }

    private static Set<String> lower(Set<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    }

    private static Set<String> domains(List<Check> checks, String routine) {
        Set<String> domains = new HashSet<>();
        boolean grown = true;
        while (grown) {
            grown = checks.stream()
                    .filter(check -> check.has(routine) || domains.stream().anyMatch(check::has))
                    .map(Check::domain)
                    .toList()
                    .stream()
                    .map(domains::add)
                    .reduce(false, Boolean::logicalOr);
        }
        return domains;
    }
}
