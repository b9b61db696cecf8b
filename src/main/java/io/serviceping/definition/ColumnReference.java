package io.serviceping.definition;

import io.serviceping.definition.sql.MetricSelect;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.schema.Column;

/** Distinguishes a plain column, optionally qualified or quoted, from any other expression. */
final class ColumnReference {
    /** Room for three quoted names of PostgreSQL's greatest length. */
    private static final int LONGEST = 400;

    private static final Pattern NAMES = Pattern.compile("\\w+(\\.\\w+){0,2}");

    /** Words that PostgreSQL or H2 does not take as the name of a column without quotes, or takes for a value. */
    private static final Set<String> KEYWORDS = Set.of("""
            _rowid_ all analyse analyze and any array as asc asymmetric authorization between binary both case cast check
            collate collation column concurrently constraint create cross current_catalog current_date current_path
            current_role current_schema current_time current_timestamp current_user day default deferrable desc distinct
            do else end except exists false fetch for foreign freeze from full grant group groups having hour if ilike in
            initially inner intersect interval into is isnull join key lateral leading left like limit localtime
            localtimestamp minus minute month natural not notnull null offset on only or order outer over overlaps
            partition placing primary qualify range references regexp returning right row rownum rows second select
            session_user set similar some symmetric system_user table tablesample then to top trailing true uescape union
            unique unknown user using value values variadic verbose when where window with year
            """.strip().split("\\s+", -1));

    private ColumnReference() {}

    /**
     * The column with quotes around each keyword in small letters, for which databases need them. A name of other letters
     * stays as it is: quotes would change which column it means.
     */
    static String quoted(String expression) {
        return NAMES.matcher(expression).matches()
                ? Arrays.stream(expression.split("\\.", -1))
                        .map(name -> KEYWORDS.contains(name) ? '"' + name + '"' : name)
                        .collect(Collectors.joining("."))
                : expression;
    }

    static boolean isPlain(String expression) {
        try {
            return expression.length() <= LONGEST
                    && MetricSelect.isQualifiedName(expression)
                    && CCJSqlParserUtil.parseExpression(expression, false) instanceof Column column
                    && column.getFullyQualifiedName().equals(expression.strip());
        } catch (JSQLParserException e) {
            return isColumnToDatabases(expression.strip());
        }
    }

    /** Whether this is a column, qualified or not, whose name is a keyword of the parser. */
    private static boolean isColumnToDatabases(String expression) {
        return NAMES.matcher(expression).matches()
                && MetricSelect.statement("select " + expression + " from t")
                        .map(Object::toString)
                        .filter(rendered -> rendered.replace("\"", "").equals("SELECT " + expression + " FROM t"))
                        .isPresent();
    }
}
