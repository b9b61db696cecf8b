package io.serviceping.definition.sql;

import java.util.Optional;
import java.util.regex.Pattern;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;

/**
 * The SQL of a metric: exactly one SELECT (plain, a set operation, VALUES, in parentheses, behind WITH) that at no
 * depth writes, locks rows, or has a parameter to bind. A function of the author's own that writes is beyond a parser:
 * only a read-only connection stops it.
 */
public final class MetricSelect {
    private static final Pattern PLAIN_QUOTED = Pattern.compile("\"([A-Za-z_][A-Za-z0-9_$]*)\"");

    private final ParsedSql parsed;

    private MetricSelect(ParsedSql parsed) {
        this.parsed = parsed;
    }

    /**
     * Checks the SQL of a definition, and that it calls no function but those without effect and those allowed.
     *
     * @throws InvalidSelectException with what is wrong, in words, and where
     */
    public static MetricSelect check(String sql, AllowedFunctions allowed) throws InvalidSelectException {
        MetricSelect select = parse(sql);
        SqlPosition places = SqlPosition.of(sql);
        for (TokenRules.Violation call : FunctionRules.violations(SqlTokens.of(sql.strip(), places), allowed)) {
            throw places.at(call.token(), call.message());
        }
        return select;
    }

    /**
     * Parses the SQL; a closing semicolon and comments are allowed. The functions it calls are not looked at: that was
     * done when its definition was read.
     *
     * @throws InvalidSelectException with what is wrong, in words, and where
     */
    public static MetricSelect parse(String sql) throws InvalidSelectException {
        return new MetricSelect(ParsedSql.parse(sql));
    }

    /** The SQL as written, from its first to its last word: comments around it and the semicolon are left out. */
    public String text() {
        return parsed.text();
    }

    /** A syntax tree of its own for each call, so that the caller may change it. */
    public Select select() {
        try {
            return ParsedSql.parse(parsed.text()).select();
        } catch (InvalidSelectException e) {
            throw new IllegalStateException("SQL that was parsed once does not parse again: " + e.getMessage(), e);
        }
    }

    /** SQL in the parser's own writing; empty where it does not parse. Unlike a metric's SQL it may have parameters. */
    public static Optional<String> rendered(String sql) {
        return ParsedSql.rendered(sql);
    }

    /** Rendered SQL without the quotes that our parser needs around some names; to be compared, not to be run. */
    public static String withoutNeedlessQuotes(String rendered) {
        return PLAIN_QUOTED.matcher(rendered).replaceAll("$1");
    }

    /** Whether a condition can be added to the outermost WHERE: one SELECT with a FROM, possibly behind WITH. */
    public boolean takesWindow() {
        return parsed.select() instanceof PlainSelect plain && plain.getFromItem() != null;
    }
}
