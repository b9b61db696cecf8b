package io.serviceping.definition.sql;

import static net.sf.jsqlparser.parser.CCJSqlParserConstants.*;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.sf.jsqlparser.parser.Token;

/**
 * Rewrites SQL that databases accept and the parser does not: names that are keywords of the parser are quoted, and
 * unknown forms are replaced by known ones of the same shape. The databases get the author's text.
 */
final class ParserText {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");
    private static final Set<Integer> QUOTED_OR_VALUES =
            Set.of(S_CHAR_LITERAL, S_QUOTED_IDENTIFIER, S_LONG, S_DOUBLE, S_HEX);
    private static final Set<String> OPERATORS = words("= < > <= >= <> != + - * / % ||");

    /** Tokens that an expression or a table name follows. */
    private static final Set<String> BEFORE = words("""
            select distinct , ( [ from join where and or not on by case when then else having as between only in
            like
            """);

    /** Tokens that can follow a name. */
    private static final Set<String> AFTER = words("""
            ; , ) ] [ :: as from where and or is in between like ilike not group order having limit offset union
            except intersect join left right inner full cross natural on using asc desc nulls when then else end
            filter
            """);

    /** Words that no database accepts as unquoted names. Excludes five that H2 accepts and PostgreSQL reserves. */
    private static final Set<String> RESERVED = words("""
            all and any array as asc case cast check collate create cross default desc distinct do else end
            except false fetch for from full grant group having in inner intersect into is join leading left
            like limit natural not null offset on or order right select some table then to true union unique
            user using when where window with
            """);

    private final String sql;
    private final List<Token> tokens;

    ParserText(String sql, List<Token> tokens) {
        this.sql = sql;
        this.tokens = tokens;
    }

    /** The SQL with everything quoted that looks like a name. */
    String withNamesQuoted() {
        return written(names(word -> true));
    }

    /** The SQL with every occurrence of these words quoted. */
    Optional<String> withNamesQuotedAt(Set<String> words) {
        return Optional.of(names(words::contains))
                .filter(names -> !names.isEmpty())
                .map(this::written);
    }

    private Set<Integer> names(Predicate<String> wanted) {
        return IntStream.range(0, tokens.size())
                .filter(i -> isName(i) && wanted.test(lower(i)))
                .boxed()
                .collect(Collectors.toSet());
    }

    /** The word at which the parser failed, and the word before it. */
    Set<String> wordsAt(Token offending) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            if (offending.kind == EOF || tokens.get(i).absoluteBegin <= offending.absoluteBegin) {
                words.add(lower(i));
            }
        }
        return new HashSet<>(words.subList(Math.max(0, words.size() - 2), words.size()));
    }

    private String written(Set<Integer> names) {
        StringBuilder text = new StringBuilder();
        int done = 0;
        for (int i = 0; i < tokens.size() - 1; i++) {
            Token token = tokens.get(i);
            text.append(sql, done, SqlTokens.begin(token));
            text.append(names.contains(i) ? '"' + token.image + '"' : form(i));
            done = SqlTokens.end(token);
        }
        return text.append(sql.substring(done)).toString();
    }

    private String form(int i) {
        String image = tokens.get(i).image;
        if (lower(i).equals("select") && lower(i + 1).equals("from")) {
            return image + " 1";
        } else if (image.equals("^") && lower(i + 1).equals("@")) {
            return "";
        } else if (image.equals("@") && i > 0 && lower(i - 1).equals("^")) {
            return "||";
        }
        return isInSubstring(i) && Set.of("similar", "escape").contains(lower(i)) ? "," : image;
    }

    private boolean isInSubstring(int index) {
        int depth = 0;
        for (int i = index - 1; i > 0; i--) {
            depth += lower(i).equals(")") ? 1 : lower(i).equals("(") ? -1 : 0;
            if (depth < 0) {
                return lower(i - 1).equals("substring");
            }
        }
        return false;
    }

    private boolean isName(int i) {
        Token token = tokens.get(i);
        if (QUOTED_OR_VALUES.contains(token.kind)
                || !WORD.matcher(token.image).matches()
                || RESERVED.contains(lower(i))
                || lower(i + 1).equals("(")) {
            return false;
        }
        if (lower(i - 1).equals(".") || lower(i + 1).equals(".")) {
            return true;
        }
        boolean ends = lower(i + 1).isEmpty() || AFTER.contains(lower(i + 1)) || OPERATORS.contains(lower(i + 1));
        boolean begins = BEFORE.contains(lower(i - 1)) || OPERATORS.contains(lower(i - 1));
        return begins
                ? ends || isPlainWord(i + 1)
                : ends && (isPlainWord(i - 1) || lower(i - 1).equals(")"));
    }

    /** Whether the word may be a name of a table or an alias. */
    private boolean isPlainWord(int i) {
        return i >= 0
                && i < tokens.size() - 1
                && (tokens.get(i).kind == S_QUOTED_IDENTIFIER
                        || (WORD.matcher(tokens.get(i).image).matches() && !RESERVED.contains(lower(i))));
    }

    private static Set<String> words(String text) {
        return Set.of(text.strip().split("\\s+", -1));
    }

    private String lower(int i) {
        return i < 0 || i >= tokens.size() || tokens.get(i).kind == EOF
                ? ""
                : tokens.get(i).image.toLowerCase(Locale.ROOT);
    }
}
