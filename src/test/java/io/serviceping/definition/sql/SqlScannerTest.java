package io.serviceping.definition.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.Soak;
import io.serviceping.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with the tokens of a real PostgreSQL, which quotes in its error the token that it does not expect. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlScannerTest {
    /** DISCARD takes four words only. */
    private static final String UNEXPECTED = "discard ";

    private static final Pattern QUOTED =
            Pattern.compile("ERROR: syntax error at or near \"(.*)\"\n.*", Pattern.DOTALL);

    private static final List<String> PIECES = List.of(
            ("id f Größe _a a$b a1 E e' E' B' x' N' n' q' U& u& U&' ' '' \" \"\" $ $$ $a$ $1 0 12 1_0 0x1f 1e5 1.5 . .. : :: :="
                            + " , ( ) [ ] { } + - * / % ^ < > = ~ ! @ # & | -- /* */ <> != <= => ->> #>> @> <@ @@ @- \\ \\'"
                            + " select from and public.f")
                    .split(" "));

    private Connection connection;

    @BeforeAll
    void connect() throws SQLException {
        TestDatabase.Url url = TestDatabase.POSTGRESQL.create();
        // As one request, which the driver does not split.
        connection =
                DriverManager.getConnection(url.jdbc() + "?preferQueryMode=simple", url.username(), url.password());
    }

    @AfterAll
    void close() throws SQLException {
        connection.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "id##id id@>id id#-id i.id#f(1) a@@b a<@b a- -1 a*-1 a=-1 a@-1 a<>-1 a+-1 a!=b a!=-b a=>1 a<=b",
                "id::mydom#1 a::b::c a:=1 a[1:2] a..b a.*/2 a.b.c count(*)*-1",
                "a/*x*/b a+/*x*/b a+--x\nb a@--x\rb /*a/*b*/c*/d a-/**/-b */ a*/**/b",
                "'a''b' 'a' 'b' E'a\\\\' e'\\n' B'01' X'1f' N'n' n'n' q'x' 'a'\n'b' U&'x' $$a$b$$c$$d$$ a$$ a$b$c",
                "\"a\"\"b\" \"a\"b \"\"\"\" i.\"evil\"\"q\" \"A\" a\"b\" \"\\\"",
                "1.5 .5 1. 1e5 1.e5 1E-5 0x1F 1_000 1+1 1-1 a.5 a1 _1 1:2",
                "Größe 大きさ e\u0301a \uD835\uDC00b a\uD835\uDC00 ß\u0661",
                "{a} a;b;;c \\ a\\b a,b(c)[d]",
                "like ilike similar operator(pg_catalog.+) a operator (public.##) b"
            })
    @SincePostgres(16)
    void readsTheTokensOfPostgresql(String sql) throws SQLException, InvalidSelectException {
        assertAgreement(sql, SqlScanner.scan(sql, SqlPosition.of(sql)));
    }

    @Test
    @SincePostgres(16)
    void readsTheTokensOfPostgresqlInRandomText() throws SQLException {
        long seed = Soak.seed();
        Random random = new Random(seed);
        int read = 0;
        for (int i = 0; i < Soak.of("service-ping.scanner.texts", 1_500, 100_000); i++) {
            String sql = randomText(random);
            try {
                SqlScanner.Scanned scanned = SqlScanner.scan(sql, SqlPosition.of(sql));
                assertAgreement(sql + "\n" + Soak.option(seed), scanned);
                read++;
            } catch (InvalidSelectException e) {
                assertThat(e.line()).isPositive();
            }
        }
        assertThat(read).isGreaterThan(300);
    }

    private static String randomText(Random random) {
        StringBuilder sql = new StringBuilder("x");
        for (int length = random.nextInt(8); length >= 0; length--) {
            sql.append(PIECES.get(random.nextInt(PIECES.size())));
            sql.append(List.of("", "", "", " ", "\n").get(random.nextInt(5)));
        }
        return sql + List.of("", "", "'", "\"", "*/", "$$").get(random.nextInt(6)) + "y";
    }

    /** Between two tokens the server skips spaces and comments itself. */
    private void assertAgreement(String what, SqlScanner.Scanned scanned) throws SQLException {
        String sql = what.contains("\n-D") ? what.substring(0, what.lastIndexOf("\n-D")) : what;
        int end = 0;
        for (SqlToken token : scanned.tokens()) {
            Optional<String> unexpected = unexpected(sql.substring(end));
            if (unexpected.isEmpty()) {
                return;
            }
            assertThat(token.text()).as(what).isEqualTo(withoutContinuation(unexpected.get(), token));
            end = token.end();
        }
    }

    /** Strings in several lines can be one string of several quotes. */
    private static String withoutContinuation(String unexpected, SqlToken token) {
        boolean continues = token.kind() == SqlToken.Kind.STRING
                && unexpected.startsWith(token.text())
                && unexpected.substring(token.text().length()).matches("(?s)(\\s|--).*'");
        return continues ? token.text() : unexpected;
    }

    /** The first token, an empty text at the end. Nothing: the server cannot read the text, and would not run it. */
    private Optional<String> unexpected(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(UNEXPECTED + sql);
            throw new AssertionError("accepted: " + sql);
        } catch (SQLException e) {
            String message = String.valueOf(e.getMessage());
            Matcher quoted = QUOTED.matcher(message);
            if (quoted.matches()) {
                return Optional.of(quoted.group(1));
            }
            return message.contains("syntax error at end of input") ? Optional.of("") : Optional.empty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select U&\"a\"",
                "select 1a",
                "select 1.a",
                "select 0x1g",
                "select $a$x$a$",
                "select $",
                "select 'a",
                "select \"a",
                "select $$a",
                "select 1 /* /* */",
                "select b['], memory_used() as [b'] from t",
                "select a\u00A0b",
                "select a\u200Bb",
                "select a\u0001b",
                "select a\u000Bb",
                "select E''\n'\\'' , pg_sleep(1) --'",
                "select e'a' -- b\n'c'"
            })
    void refusesWhatIsNotReadAlikeEverywhere(String sql) {
        assertThatExceptionOfType(InvalidSelectException.class)
                .isThrownBy(() -> SqlScanner.scan(sql, SqlPosition.of(sql)))
                .withMessageMatching("(must not have|cannot be read) .*");
    }
}
