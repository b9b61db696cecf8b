package io.serviceping.definition;

import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.schema.Column;

/** Tells a plain column, perhaps qualified or quoted, from any other expression. */
final class ColumnReference {
    /** Three names as long as PostgreSQL has them, in quotes; what is longer need not be parsed. */
    private static final int LONGEST = 400;

    private ColumnReference() {}

    static boolean isPlain(String expression) {
        try {
            return expression.length() <= LONGEST
                    && !expression.contains("`")
                    && CCJSqlParserUtil.parseExpression(expression, false) instanceof Column column
                    && column.getFullyQualifiedName().equals(expression.strip());
        } catch (JSQLParserException e) {
            return false;
        }
    }
}
