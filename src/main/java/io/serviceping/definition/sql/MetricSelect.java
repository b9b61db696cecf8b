package io.serviceping.definition.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.PlainSelect;
import net.sf.jsqlparser.statement.select.Select;

/**
 * The SQL of a metric: exactly one SELECT (plain, a set operation, VALUES, in parentheses, after WITH). At no depth may
 * it write, lock rows, or have a bind parameter. A user-defined function that writes is only stopped by a read-only
 * connection.
 */
public final class MetricSelect {
    private static final Pattern PLAIN_QUOTED = Pattern.compile("\"([A-Za-z_][A-Za-z0-9_$]*)\"");

    private final ParsedSql parsed;

    private MetricSelect(ParsedSql parsed) {
        this.parsed = parsed;
    }

    /**
     * Checks the SQL of a definition and the functions it calls.
     *
     * @throws InvalidSelectException with a description of the problem and its position
     */
    public static MetricSelect check(String sql, AllowedFunctions allowed) throws InvalidSelectException {
        SqlScanner.Scanned scanned = scanned(sql);
        MetricSelect select = new MetricSelect(ParsedSql.parse(sql, scanned));
        for (TokenRules.Violation call : FunctionRules.violations(new TokenRow(scanned.tokens()), allowed)) {
            throw SqlPosition.of(sql).at(call.token(), call.message());
        }
        return select;
    }

    /**
     * Parses SQL whose functions were already checked. A closing semicolon and comments are allowed.
     *
     * @throws InvalidSelectException with a description of the problem and its position
     */
    public static MetricSelect parse(String sql) throws InvalidSelectException {
        return new MetricSelect(ParsedSql.parse(sql, scanned(sql)));
    }

    /** Whether SQL has a comment that ends with its line. False if the SQL cannot be read. */
    public static boolean hasLineComment(String sql) {
        try {
            return TokenRules.hasLineComment(scanned(sql));
        } catch (InvalidSelectException unreadable) {
            return false;
        }
    }

    /** Whether databases read the text as a name, or as names with dots between them. */
    public static boolean isQualifiedName(String text) {
        try {
            List<SqlToken> tokens = scanned(text).tokens();
            return tokens.size() % 2 == 0
                    && IntStream.range(0, tokens.size() - 1)
                            .allMatch(i -> i % 2 == 0
                                    ? tokens.get(i).canName()
                                    : tokens.get(i).is("."));
        } catch (InvalidSelectException unreadable) {
            return false;
        }
    }

    /**
     * Why a condition on a column must not be added: behind a dot its name could call a function. Empty: it may be added.
     *
     * @param column a {@linkplain #isQualifiedName qualified name}
     */
    public Optional<String> refusal(String column, AllowedFunctions allowed) {
        List<SqlToken> tokens = new ArrayList<>(SqlScanner.ofChecked(text() + "\n", ""));
        tokens.remove(tokens.size() - 1);
        tokens.addAll(SqlScanner.ofChecked(", " + column, ""));
        return Stream.concat(
                        TokenRules.violations(new SqlScanner.Scanned(tokens, List.of())).stream(),
                        FunctionRules.violations(new TokenRow(tokens), allowed).stream())
                .map(TokenRules.Violation::message)
                .findFirst();
    }

    private static SqlScanner.Scanned scanned(String sql) throws InvalidSelectException {
        return SqlScanner.scan(sql.strip(), SqlPosition.of(sql));
    }

    /** The SQL as written, without surrounding comments and closing semicolons. */
    public String text() {
        return parsed.text();
    }

    /** The syntax tree. All callers share it, so it must not be changed. */
    public Select select() {
        return parsed.select();
    }

    /** The syntax tree of any SQL. Empty: it cannot be parsed. Unlike a metric's SQL it may have parameters. */
    public static Optional<Statement> statement(String sql) {
        return ParsedSql.statement(sql);
    }

    /** Rendered SQL without the quotes that only the parser needs; for comparison, not for execution. */
    public static String withoutNeedlessQuotes(String rendered) {
        return PLAIN_QUOTED.matcher(rendered).replaceAll("$1");
    }

    /** Whether a condition can be added to the outermost WHERE: one SELECT with a FROM, optionally after WITH. */
    public boolean takesWindow() {
        return parsed.select() instanceof PlainSelect plain && plain.getFromItem() != null;
    }

    /** The text alone decides how it is read. */
    @Override
    public boolean equals(Object other) {
        return other instanceof MetricSelect select && select.text().equals(text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    @Override
    public String toString() {
        return text();
    }
}
