package io.serviceping.plan.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.schema.Column;
import net.sf.jsqlparser.schema.Table;
import net.sf.jsqlparser.statement.select.FromItem;
import net.sf.jsqlparser.statement.select.Join;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.TableFunction;
import org.jspecify.annotations.Nullable;

/** The tables of a SELECT and the names of their columns, in canonical form. */
final class FromClause implements ColumnNames {
    /**
     * @param name with its schema where it has one
     * @param label the qualifier of its columns: the alias, or the name without the schema
     */
    private record TableUse(String name, String label, boolean aliased) {
        static TableUse of(FromItem item, NameCase names) throws NotUnderstoodException {
            Table table = tableOf(item);
            String name = names.canonical(table.getFullyQualifiedName());
            return table.getAlias() == null
                    ? new TableUse(name, names.canonical(table.getName()), false)
                    : new TableUse(name, names.canonical(table.getAlias().getName()), true);
        }

        boolean isQualifier(String qualifier) {
            return qualifier.equals(label) || (!aliased && qualifier.equals(name));
        }

        String text() {
            return aliased ? name + " " + label : name;
        }
    }

    private final List<TableUse> tables;
    private final List<Join> joins;
    private final NameCase names;

    private FromClause(List<TableUse> tables, List<Join> joins, NameCase names) {
        this.tables = tables;
        this.joins = joins;
        this.names = names;
    }

    static FromClause of(PlainSelect select, NameCase names) throws NotUnderstoodException {
        List<Join> joins = joinsOf(select);
        List<TableUse> tables = new ArrayList<>();
        tables.add(TableUse.of(select.getFromItem(), names));
        for (Join join : joins) {
            tables.add(TableUse.of(join.getFromItem(), names));
        }
        Set<String> labels = tables.stream().map(TableUse::label).collect(Collectors.toSet());
        if (labels.size() < tables.size()) {
            throw new NotUnderstoodException("has two tables of one name");
        }
        return new FromClause(tables, joins, names);
    }

    /** The clause without the word FROM: names as written, all else canonical. */
    static String asWritten(PlainSelect select, CanonicalExpression text) throws NotUnderstoodException {
        StringBuilder clause = new StringBuilder(textOf(tableOf(select.getFromItem())));
        for (Join join : joinsOf(select)) {
            check(join);
            clause.append(' ').append(kind(join)).append(' ').append(textOf(tableOf(join.getFromItem())));
            if (!join.isCross()) {
                clause.append(" on ").append(text.of(onlyCondition(join)));
            }
        }
        return clause.toString();
    }

    Source source(CanonicalExpression text) throws NotUnderstoodException {
        TableUse driving = tables.get(0);
        if (joins.isEmpty()) {
            return new Source(driving.name(), driving.name(), "");
        }
        StringBuilder from = new StringBuilder(driving.text());
        for (int i = 0; i < joins.size(); i++) {
            Join join = joins.get(i);
            from.append(' ')
                    .append(kind(join))
                    .append(' ')
                    .append(tables.get(i + 1).text());
            if (!join.isCross()) {
                List<Predicate> conditions = PredicateReader.of(List.of(onlyCondition(join)), text);
                from.append(" on ")
                        .append(conditions.stream().map(Predicate::sql).collect(Collectors.joining(" and ")));
            }
        }
        List<String> joined = tables.stream().skip(1).map(TableUse::name).toList();
        return new Source(from.toString(), driving.name(), driving.label() + ".", joined);
    }

    /** The column: unqualified where there is one table, else with the shortest qualifier. */
    @Override
    public String of(Column column) throws NotUnderstoodException {
        String name = names.canonical(column.getColumnName());
        String qualifier = qualifierOf(column);
        if (qualifier.isEmpty() && tables.size() > 1) {
            throw new NotUnderstoodException("has the column " + name + " without its table's name in a join");
        } else if (qualifier.isEmpty()) {
            if (tables.get(0).label().equals(name)) {
                throw new NotUnderstoodException("uses a whole row as a value");
            }
            return name;
        }
        TableUse table = tables.stream()
                .filter(one -> one.isQualifier(qualifier))
                .findFirst()
                .orElseThrow(() -> new NotUnderstoodException(
                        "has " + qualifier + "." + name + ", and no table of its FROM is called " + qualifier));
        if (tables.size() > 1) {
            return table.label() + "." + name;
        } else if (ReservedWords.contains(name) || KnownFunctions.isValue(name)) {
            throw new NotUnderstoodException("has the column " + name + ", whose name is a keyword");
        }
        return name;
    }

    private String qualifierOf(Column column) throws NotUnderstoodException {
        @Nullable Table table = column.getTable();
        @Nullable String qualifier = table == null ? null : table.getFullyQualifiedName();
        return qualifier == null || qualifier.isEmpty() ? "" : names.canonical(qualifier);
    }

    private static List<Join> joinsOf(PlainSelect select) {
        return select.getJoins() == null ? List.of() : select.getJoins();
    }

    private static Table tableOf(@Nullable FromItem item) throws NotUnderstoodException {
        if (item instanceof Table table) {
            return table;
        } else if (item == null) {
            throw new NotUnderstoodException("has no FROM");
        }
        throw new NotUnderstoodException(
                item instanceof TableFunction ? "reads from a function" : "reads from something in parentheses");
    }

    private static String textOf(Table table) {
        return table.getAlias() == null
                ? table.getFullyQualifiedName()
                : table.getFullyQualifiedName() + " " + table.getAlias().getName();
    }

    private static void check(Join join) throws NotUnderstoodException {
        if (join.isSimple()) {
            throw new NotUnderstoodException("joins by a comma: write JOIN … ON");
        } else if (join.isNatural()
                || !(join.getUsingColumns() == null || join.getUsingColumns().isEmpty())) {
            throw new NotUnderstoodException("joins with USING or NATURAL: write ON");
        } else if (join.isRight() || join.isFull()) {
            throw new NotUnderstoodException("has a RIGHT or FULL join");
        } else if (!join.isCross()) {
            onlyCondition(join);
        }
    }

    private static Expression onlyCondition(Join join) throws NotUnderstoodException {
        if (join.getOnExpressions() == null || join.getOnExpressions().size() != 1) {
            throw new NotUnderstoodException("has a join without an ON of its own");
        }
        return join.getOnExpressions().iterator().next();
    }

    private static String kind(Join join) {
        if (join.isCross()) {
            return "cross join";
        }
        return join.isLeft() ? "left join" : "join";
    }
}
