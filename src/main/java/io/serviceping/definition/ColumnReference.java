package io.serviceping.definition;

import io.serviceping.definition.sql.MetricSelect;
import java.util.regex.Pattern;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.schema.Column;

/** Distinguishes a plain column, optionally qualified or quoted, from any other expression. */
final class ColumnReference {
    /** Room for three quoted names of PostgreSQL's greatest length. */
    private static final int LONGEST = 400;

    private static final Pattern NAMES = Pattern.compile("\\w+(\\.\\w+){0,2}");

    private ColumnReference() {}

    static boolean isPlain(String expression) {
        try {
            return expression.length() <= LONGEST
                    && !expression.contains("`")
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
