package io.serviceping.count.catalog;

import io.serviceping.count.database.ApplicationDatabases;
import io.serviceping.definition.sql.SqlNames;
import io.serviceping.plan.scan.OmittedMetric;
import io.serviceping.plan.scan.Plan;
import io.serviceping.plan.scan.WrittenScan;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which windows the tables of events can still answer for: a count over what was deleted or added up has a value that is
 * too low or too high, and shows no sign of it.
 */
public final class EventHistory {
    /** The application keeps members for so many whole weeks, or longer. */
    private static final int WEEKS_KEPT = 5;
    /** Then it adds up the days of a month, and deletes losses. */
    private static final int DAYS_KEPT = 400;
    /** Counting may last until the application deletes a week more. */
    private static final Duration LONGEST_COUNT = Duration.ofDays(1);

    private static final String OLDEST_WEEK = "select min(in_week) from product_event_member";
    private static final String KEYS = "select max(seen_at) from product_event_spool group by member_key";
    private static final Collection<String> MEMBERS = List.of("product_event_member", "product_event_unique");
    private static final Collection<String> TOTALS = List.of("product_event_daily", "product_event_usage");

    private final LocalDate today;
    private final ApplicationDatabases databases;
    private final Map<String, Facts> known = new HashMap<>();

    private EventHistory(Instant now, ApplicationDatabases databases) {
        this.today = LocalDate.ofInstant(now.plus(LONGEST_COUNT), ZoneOffset.UTC);
        this.databases = databases;
    }

    /**
     * @param oldestWeek of a member; empty: there is none
     * @param lastUses of each member key, as the processes told that hash with it
     * @param readable whether our user may read both
     */
    private record Facts(Optional<LocalDate> oldestWeek, List<LocalDateTime> lastUses, boolean readable) {}

    private record Window(LocalDate begin, LocalDate end) {}

    /**
     * The plan without metrics over windows of which not all is kept, or whose members were not all hashed with one key.
     *
     * @param now when counting begins or goes on
     * @throws io.serviceping.count.database.DatabaseUnavailableException when a database does not answer
     */
    public static Plan answered(Plan plan, Instant now, ApplicationDatabases databases) {
        EventHistory history = new EventHistory(now, databases);
        LocalDate end = LocalDate.ofInstant(plan.asOf(), ZoneOffset.UTC);
        Map<WrittenScan, String> gone = new LinkedHashMap<>();
        Map<WrittenScan, String> mixed = new LinkedHashMap<>();
        for (WrittenScan scan : plan.scans()) {
            int days = scan.answers().get(0).timeFrame().days();
            if (days > 0 && EventTables.areIn(scan.sql())) {
                Window window = new Window(end.minusDays(days), end);
                history.reasonGone(scan, window).ifPresent(reason -> gone.put(scan, reason));
                history.reasonMixed(scan, window).ifPresent(reason -> mixed.put(scan, reason));
            }
        }
        mixed.keySet().removeAll(gone.keySet());
        return plan.without(gone, OmittedMetric.Why.NOT_KEPT).without(mixed, OmittedMetric.Why.SEVERAL_KEYS);
    }

    private Optional<String> reasonGone(WrittenScan scan, Window window) {
        LocalDate losses = today.minusDays(DAYS_KEPT);
        LocalDate days = losses.withDayOfMonth(1);
        if (reads(scan, MEMBERS) && !hasMembers(scan.database(), window.begin())) {
            return Optional.of(
                    "the application has deleted who caused events in some of the time from " + window.begin() + " on");
        } else if (reads(scan, TOTALS) && !(isExact(window.begin(), days) && isExact(window.end(), days))) {
            return Optional.of("the application has added up the days of each month before " + days
                    + ", and the window from " + window.begin() + " to " + window.end() + " has parts of such a month");
        } else if (reads(scan, List.of("product_event_loss")) && window.begin().isBefore(losses)) {
            return Optional.of("the application has deleted losses of days before " + losses);
        }
        return Optional.empty();
    }

    private Optional<String> reasonMixed(WrittenScan scan, Window window) {
        if (!reads(scan, MEMBERS)) {
            return Optional.empty();
        }
        Facts facts = facts(scan.database());
        long keys = facts.lastUses().stream()
                .filter(last -> !last.isBefore(window.begin().atStartOfDay()))
                .count();
        if (!facts.readable()) {
            return Optional.of("our user may not read product_event_spool, which says whether members have one key");
        }
        return keys > 1
                ? Optional.of("processes that counted since " + window.begin() + " had " + keys
                        + " different member keys: give all nodes the same file as memberKey")
                : Optional.empty();
    }

    /**
     * Weeks are deleted oldest first. So all of a week is there if there is something of an earlier one; of the oldest,
     * some may be deleted already.
     */
    private boolean hasMembers(String database, LocalDate begin) {
        LocalDate always = today.with(DayOfWeek.MONDAY).minusWeeks(WEEKS_KEPT);
        return !begin.isBefore(always)
                || facts(database).oldestWeek().filter(begin::isAfter).isPresent();
    }

    private static boolean isExact(LocalDate bound, LocalDate days) {
        return !bound.isBefore(days) || bound.getDayOfMonth() == 1;
    }

    private static boolean reads(WrittenScan scan, Collection<String> tables) {
        return SqlNames.of(scan.sql()).words().stream().anyMatch(tables::contains);
    }

    private Facts facts(String database) {
        return known.computeIfAbsent(database, name -> {
            EventTables.Answer<Optional<LocalDate>> oldest = EventTables.asked(
                    databases, name, OLDEST_WEEK, row -> Optional.ofNullable(row.getObject(1, LocalDate.class)));
            EventTables.Answer<LocalDateTime> keys =
                    EventTables.asked(databases, name, KEYS, row -> row.getObject(1, LocalDateTime.class));
            return new Facts(
                    oldest.rows().stream().flatMap(Optional::stream).findFirst(),
                    keys.rows(),
                    keys.access() != EventTables.Access.REFUSED);
        });
    }
}
