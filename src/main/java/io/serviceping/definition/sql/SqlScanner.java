package io.serviceping.definition.sql;

import io.serviceping.definition.sql.SqlToken.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Splits SQL into the tokens that PostgreSQL takes it for (its {@code scan.l}), because our parser takes other ones: to
 * the parser {@code a#f} is one name. Whatever must know which names a statement has reads these tokens. SQL that
 * PostgreSQL's versions or H2 split differently is refused.
 */
final class SqlScanner {
    private static final Pattern STRING = Pattern.compile("([EeBbXx]|[Uu]&)?'");
    private static final Pattern DOLLAR_QUOTE =
            Pattern.compile("\\$([A-Za-z_\\x80-\\uFFFF][A-Za-z0-9_\\x80-\\uFFFF]*)?\\$");
    private static final Pattern PARAMETER = Pattern.compile("\\$[0-9]+");
    private static final Pattern NUMBER =
            Pattern.compile("0[xX][0-9A-Fa-f_]+|([0-9][0-9_]*(\\.(?!\\.)[0-9_]*)?|\\.[0-9][0-9_]*)([Ee][-+]?[0-9]+)?");

    private final String sql;
    private final SqlPosition position;
    private final SqlCharacters characters;
    private final List<SqlToken> tokens = new ArrayList<>();
    private final List<SqlToken> comments = new ArrayList<>();
    private int at;

    private SqlScanner(String sql, SqlPosition position, String letters) {
        this.sql = sql;
        this.position = position;
        this.characters = new SqlCharacters(sql, letters);
    }

    /**
     * What SQL consists of.
     *
     * @param tokens the end token included
     * @param comments each a mark
     */
    record Scanned(List<SqlToken> tokens, List<SqlToken> comments) {}

    /** The tokens of the text, which begins and ends without spaces. */
    static Scanned scan(String sql, SqlPosition position) throws InvalidSelectException {
        return new SqlScanner(sql, position, "").scanned();
    }

    /** The tokens of SQL that was already checked, the end token included; with signs that count as letters. */
    static List<SqlToken> ofChecked(String sql, String letters) {
        try {
            return new SqlScanner(sql, SqlPosition.of(sql), letters).scanned().tokens();
        } catch (InvalidSelectException e) {
            throw new IllegalStateException("SQL that was checked once is not readable: " + e.getMessage(), e);
        }
    }

    private Scanned scanned() throws InvalidSelectException {
        while (at < sql.length()) {
            next();
        }
        add(Kind.END, at);
        checkBrackets();
        checkStrings();
        return new Scanned(List.copyOf(tokens), List.copyOf(comments));
    }

    /** In one mode H2 takes {@code [} for a quote, which the next {@code ]} ends. This must not be in a string. */
    private void checkBrackets() throws InvalidSelectException {
        Set<Integer> closing = tokens.stream()
                .filter(token -> token.is("]"))
                .map(SqlToken::begin)
                .collect(Collectors.toSet());
        int end = -1;
        for (SqlToken token : tokens) {
            if (token.is("[") && end < token.begin()) {
                end = sql.indexOf(']', token.begin());
                if (end < 0) {
                    return;
                } else if (!closing.contains(end)) {
                    at = token.begin();
                    throw refused("must not have quotes or a comment with ] between [ and ]: H2 can take [ for a quote;"
                            + " put what has it outside of the brackets, or write chr(93)");
                }
            }
        }
    }

    /** PostgreSQL takes a string on a later line for a part of the one before it, with that one's escapes. */
    private void checkStrings() throws InvalidSelectException {
        for (int i = 1; i < tokens.size(); i++) {
            SqlToken before = tokens.get(i - 1);
            boolean escapes =
                    before.kind() == Kind.STRING && "Ee".indexOf(before.text().charAt(0)) >= 0;
            if (escapes && tokens.get(i).text().startsWith("'")) {
                at = tokens.get(i).begin();
                throw refused("must not have a string right behind one with escapes (E'…'): write them as one");
            }
        }
    }

    private void next() throws InvalidSelectException {
        char c = sql.charAt(at);
        if (characters.isSpace(at)) {
            at++;
        } else if (sql.startsWith("--", at)) {
            comment(characters.lineEnd(at));
        } else if (sql.startsWith("/*", at)) {
            comment(commentEnd());
        } else if (STRING.matcher(sql).region(at, sql.length()).lookingAt()) {
            add(Kind.STRING, stringEnd());
        } else if (c == '"') {
            add(Kind.QUOTED_NAME, behind("\"", at + 1, false));
        } else if (c == '$') {
            dollar();
        } else if (characters.isDigit(at) || (c == '.' && characters.isDigit(at + 1))) {
            number();
        } else if (characters.isLetter(at)) {
            word();
        } else if (c == '?') {
            add(Kind.PARAMETER, at + 1);
        } else if (characters.isOperator(at)) {
            add(Kind.OPERATOR, characters.operatorEnd(at));
        } else {
            mark();
        }
    }

    private void add(Kind kind, int end) {
        tokens.add(new SqlToken(kind, sql.substring(at, end), at));
        at = end;
    }

    private void comment(int end) {
        comments.add(new SqlToken(Kind.MARK, sql.substring(at, end), at));
        at = end;
    }

    /** Comments can contain comments. */
    private int commentEnd() throws InvalidSelectException {
        int depth = 1;
        int end = at + 2;
        while (depth > 0) {
            if (end >= sql.length()) {
                throw leftOpen();
            }
            depth += characters.isAt(end, "/*") ? 1 : characters.isAt(end, "*/") ? -1 : 0;
            end += characters.isAt(end, "/*") || characters.isAt(end, "*/") ? 2 : 1;
        }
        return end;
    }

    private int stringEnd() throws InvalidSelectException {
        int begin = sql.indexOf('\'', at) + 1;
        boolean isOfBits = "BbXx".indexOf(sql.charAt(at)) >= 0;
        int end = isOfBits
                ? sql.indexOf('\'', begin) + 1
                : behind("'", begin, characters.isAt(at, "E") || characters.isAt(at, "e"));
        if (end == 0) {
            throw leftOpen();
        }
        return end;
    }

    /** Where the quoted text ends; two quotes are one in it. */
    private int behind(String quote, int begin, boolean escapes) throws InvalidSelectException {
        int end = begin;
        while (!characters.isAt(end, quote) || characters.isAt(end + 1, quote)) {
            end += characters.isAt(end, quote) || (escapes && characters.isAt(end, "\\")) ? 2 : 1;
            if (end >= sql.length()) {
                throw leftOpen();
            }
        }
        return end + 1;
    }

    private void dollar() throws InvalidSelectException {
        Matcher quote = DOLLAR_QUOTE.matcher(sql).region(at, sql.length());
        Matcher parameter = PARAMETER.matcher(sql).region(at, sql.length());
        if (parameter.lookingAt()) {
            add(Kind.PARAMETER, parameter.end());
            return;
        } else if (!quote.lookingAt() || !quote.group().equals("$$")) {
            throw refused("must not have $ here: our parser does not know $tag$ quotes, write $$ or '");
        }
        int end = sql.indexOf("$$", at + 2);
        if (end < 0) {
            throw leftOpen();
        }
        add(Kind.STRING, end + 2);
    }

    private void number() throws InvalidSelectException {
        Matcher number = NUMBER.matcher(sql).region(at, sql.length());
        if (!number.lookingAt() || (characters.isLetter(number.end()) && !characters.isAt(number.end(), "#"))) {
            throw refused("must not have a letter right after a number: databases do not agree where the number ends");
        }
        add(Kind.NUMBER, number.end());
    }

    private void word() throws InvalidSelectException {
        if ((characters.isAt(at, "U") || characters.isAt(at, "u")) && characters.isAt(at + 1, "&\"")) {
            throw refused(
                    "must not have a name with Unicode escapes (U&\"…\"): write its characters; for the operator & put a"
                            + " space before the name");
        }
        int end = at;
        while (characters.isLetter(end) || characters.isDigit(end) || characters.isAt(end, "$")) {
            end += Character.charCount(sql.codePointAt(end));
        }
        add(Kind.WORD, end);
    }

    private void mark() throws InvalidSelectException {
        int character = sql.codePointAt(at);
        if (character > '~' || character < ' ') {
            throw refused("must not have U+%04X outside of quotes: databases do not agree whether it is part of a name"
                    .formatted(character));
        }
        add(
                Kind.MARK,
                at + (characters.isAt(at, "::") || characters.isAt(at, ":=") || characters.isAt(at, "..") ? 2 : 1));
    }

    private InvalidSelectException leftOpen() {
        String message = "is a quote or a comment left open, or a character out of place?";
        return tokens.isEmpty()
                ? position.atStart("cannot be read: " + message)
                : position.at(last(), "cannot be read beyond '" + last().text() + "': " + message);
    }

    private SqlToken last() {
        return tokens.get(tokens.size() - 1);
    }

    private InvalidSelectException refused(String message) {
        return position.at(new SqlToken(Kind.MARK, "", at), message);
    }
}
