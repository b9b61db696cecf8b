package io.serviceping.plan.facts;

import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which table a name stands for, as far as the database tells: another table may take its name, and another column a
 * column's.
 *
 * @param name as written
 * @param table changes with the table that has the name, and with the server as far as it matters to what was found
 * @param columns the columns by name; each value changes with the column that has the name
 */
public record TableIdentity(String name, String table, SortedMap<String, String> columns) {
    public TableIdentity {
        columns = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(columns));
    }

    /** The part that matters to that SQL: a column whose name does not occur in it does not. */
    public String in(String sql) {
        return name + " " + table + " " + columnsIn(sql);
    }

    /** Whether the SQL finds other tables or columns by its names now; of a column that is gone the SQL itself tells. */
    public boolean isOther(TableIdentity now, String sql) {
        Map<String, String> before = columnsIn(sql);
        before.keySet().retainAll(now.columns.keySet());
        return !table.equals(now.table) || !now.columns.entrySet().containsAll(before.entrySet());
    }

    private Map<String, String> columnsIn(String sql) {
        String lower = sql.toLowerCase(Locale.ROOT);
        Map<String, String> some = new TreeMap<>(columns);
        some.keySet()
                .removeIf(column ->
                        !lower.contains(column.toLowerCase(Locale.ROOT).replace("\"", "\"\"")));
        return some;
    }
}
