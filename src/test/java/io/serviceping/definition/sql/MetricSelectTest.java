package io.serviceping.definition.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.core.Parser;

class MetricSelectTest {
    @ParameterizedTest
    @MethodSource
    void understandsUnusualButLegalPostgresqlSelects(String sql) throws InvalidSelectException {
        MetricSelect select = MetricSelect.parse(sql);

        assertThat(select.text()).isEqualTo(sql);
        assertThat(select.select()).isNotNull();
    }

    static Stream<String> understandsUnusualButLegalPostgresqlSelects() throws IOException {
        return lines("/definitions/postgresql-selects.sql");
    }

    /** The Kelvin sign becomes k, a dotted capital I becomes i, in some databases and not in others. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(a::my\u212A) from t",
                "select count(\u0130d) from t",
                "select count(Gr\u00D6sse) from t",
            })
    void refusesCapitalsThatDatabasesChange(String sql) {
        assertThatExceptionOfType(InvalidSelectException.class)
                .isThrownBy(() -> MetricSelect.parse(sql))
                .withMessageContaining("must not have a capital letter outside of ASCII without quotes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select max({fn lcase(a)}) from t",
                "select count(*) from t where d > {d '2026-01-01'}",
                "select count(*) from {oj t left join u on t.id = u.id}",
            })
    void refusesWhatDriversRewrite(String sql) {
        assertThatExceptionOfType(InvalidSelectException.class)
                .isThrownBy(() -> MetricSelect.parse(sql))
                .withMessageContaining("must not have { or } outside of a string");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(gr\u00F6sse), count(\"Stra\u00DFe\"), count(\u5927\u304D\u3055), count(e\u0301a) from t",
                "select count(\"\u212A\u0130\") from t",
                "select count(\"{fn lcase(a)}\") from t where a = '{fn lcase(a)}'",
            })
    void acceptsLettersThatNoDatabaseChanges(String sql) throws InvalidSelectException {
        assertThat(MetricSelect.parse(sql).text()).isEqualTo(sql);
    }

    /** Measured as written: the lower case of a letter can have fewer bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "\u212A", "\u00E4"})
    void refusesNamesThatPostgresqlCutsOff(String letter) {
        assertThatExceptionOfType(InvalidSelectException.class)
                .isThrownBy(() -> MetricSelect.parse("select count(\"" + letter.repeat(64) + "\") from t"))
                .withMessageContaining("must not have a name of more than 63 bytes");
    }

    @ParameterizedTest
    @MethodSource
    void advisesAViewWhereOnlyOurParserDoesNotKnowTheSql(String sql) {
        assertThatExceptionOfType(InvalidSelectException.class)
                .isThrownBy(() -> MetricSelect.parse(sql))
                .withMessageMatching(".*(put it into a view and select from that|write \\$\\$ or ').*");
    }

    static Stream<String> advisesAViewWhereOnlyOurParserDoesNotKnowTheSql() throws IOException {
        return lines("/definitions/postgresql-selects-unknown-to-the-parser.sql");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "delete from t",
                "insert into t values (1)",
                "update t set a = 1",
                "merge into t using s on t.a = s.a when matched then delete",
                "truncate t",
                "drop table t",
                "create table x as select 1",
                "alter table t add b int",
                "grant select on t to x",
                "set transaction read write",
                "call x()",
                "do $$ begin delete from t; end $$",
                "begin delete from t; end",
                "explain analyze delete from t",
                "explain select 1",
                "copy t to '/tmp/x'",
                "lock table t",
                "vacuum t",
                "commit",
                "table t",
                "from t |> select a",
                "with x as (select 1) delete from t",
                "with x as (select 1) insert into t select * from x",
                "with x as (select 1) update t set a = 1"
            })
    void refusesEverythingThatIsNotASelect(String sql) {
        assertRefused(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "with d as (delete from t returning 1) select count(*) from d",
                "with d as (insert into t values (1) returning 1) select count(*) from d",
                "with d as (update t set a = 1 returning 1) select count(*) from d",
                "with d as (merge into t using s on t.a = s.a when matched then delete returning 1) select 1",
                "with d as materialized (delete from t returning 1) select count(*) from d",
                "with d as not materialized ( /* c */ DeLeTe from t returning 1) select count(*) from d",
                "with a as (select 1), d as (with x as (select 1) delete from t returning 1) select * from d",
                "select count(*) from (with d as (delete from t returning 1) select * from d) x",
                "select (with d as (delete from t returning 1) select count(*) from d)",
                "select 1 where exists (with d as (delete from t returning 1) select * from d)",
                "select 1 union (with d as (delete from t returning 1) select * from d)",
                "select array(with d as (delete from t returning 1) select * from d)",
                "select case when (with d as (delete from t returning 1) select true from d) then 1 end",
                "select count(*) from t order by (with d as (delete from t returning 1) select 1 from d)",
                "select count(*) from t join lateral (with d as (delete from t returning 1) select 1 from d) x on true",
                "with recursive a as (select 1 union all (with z as (delete from t returning *) select * from z))"
                        + " select 1",
                "values ((with d as (delete from t returning 1) select count(*) from d))",
                "select count(*) from final table (delete from t)",
                "select count(*) from old table (update t set a = 1)",
                "select * into x from t",
                "select * from (select a into x from t) y",
                "select x from t into outfile '/tmp/x'",
                "select a from t for update",
                "select a from t for no key update",
                "select a from t for share",
                "select a from t for key share skip locked",
                "select * from (select a from t for update of t nowait) x",
                "with a as (select 1 from t for update) select * from a"
            })
    void refusesWritingAndLockingAtAnyDepth(String sql) {
        assertRefused(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1; delete from t",
                "select 1; select 2",
                "select 1;;; delete from t; --",
                "select 1\n\n\ndelete from t",
                "select 1\n/\ndelete from t",
                "select 1\ngo\ndelete from t",
                "select 1 -- c\r; delete from t",
                "select 1 /* a */ ; delete from t /* b */",
                "select 1; 'open",
                "select a `; delete from t; --'",
                "select 1 % \"\"`?; delete from t; --",
                "select a '; delete from t",
                "select 'x' q''; delete from t; --'' from t",
                "select a q'[' ; delete from t; --]' from t",
                "select E'\\'' ; delete from t; -- '",
                "select '\\'' ; delete from t; -- '",
                "select n'\\'' ; delete from t; -- '",
                "select '\\'; delete from t; -- ' from t",
                "select $a$ ' $a$ ; delete from t; -- '",
                "select $a$; delete from t$a$",
                "select 'x' ^#$a$U&'!a$a$; delete from t; --'",
                "select a$$; delete from t; --$$ from x",
                "select 1 // 2; delete from t",
                "select 1 # 2; delete from t",
                "select 1 from `a ; delete from t; --`",
                "select 1 from `1 ; 2`",
                "select \"a\\\" ; delete from t; --\" from x",
                "select 1 /* /* */ ' */ ; delete from t; -- '",
                "select 1 /* /* */ ; delete from t /* */ */",
                "select 1 /*// ; delete from t; --*/ from t"
            })
    void refusesASecondStatementHoweverItIsSmuggledIn(String sql) {
        assertRefused(sql);
    }

    /**
     * A search for unforeseen cases: compares random fragments with the driver's own view of where a statement ends.
     */
    @Test
    void neverAcceptsWhatTheDriverWouldRunAsTwoStatements() throws SQLException {
        Random random = new Random(20_261_122);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            String sql = randomSql(random);
            try {
                String text = MetricSelect.parse(sql).text();
                accepted++;
                assertThat(Parser.parseJdbcSql(text, true, true, true, false, false))
                        .as(sql)
                        .hasSizeLessThanOrEqualTo(1);
            } catch (InvalidSelectException e) {
                assertThat(e.line()).isPositive();
            }
        }
        assertThat(accepted).isGreaterThan(500);
    }

    private static String randomSql(Random random) {
        List<String> segments = List.of(
                "; delete from t; --",
                ";",
                "'",
                "''",
                "\"",
                "$$",
                "$a$",
                "\\",
                "\\'",
                "--",
                "\n",
                "\r",
                "/*",
                "*/",
                "//",
                "#",
                "E'",
                "n'",
                "U&'",
                "U&\"",
                "q'[",
                "]",
                "x",
                " ",
                " , ",
                "1",
                "(",
                ")",
                "`",
                "||",
                "::text");
        StringBuilder sql = new StringBuilder("select 1 ");
        for (int length = random.nextInt(10); length >= 0; length--) {
            sql.append(segments.get(random.nextInt(segments.size())));
        }
        return sql + List.of("", "'", "\"", "*/").get(random.nextInt(4)) + " from t";
    }

    @ParameterizedTest
    @ValueSource(strings = {"select next value for s", "select s.nextval", "select s . \"CURRVAL\" from t"})
    void refusesToAskASequence(String sql) {
        assertRefused(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select U&\"\\0070g_notify\"('a', 'b')",
                "select u&\"d!0061t!+000061\" uescape '!' from t",
                "select pg_catalog.U&\"\\0070g_sleep\"(1)",
                "select count(*) from U&\"t\""
            })
    void refusesNamesWithUnicodeEscapes(String sql) {
        assertThatExceptionOfType(InvalidSelectException.class)
                .isThrownBy(() -> MetricSelect.parse(sql))
                .withMessageContaining("must not have a name with Unicode escapes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select a from t where b = ?",
                "select a from t where b = ?1",
                "select a from t where b = $1",
                "select a from t where b = :name",
                "select a from t where b = :1",
                "select a from t where b = :\"x\"",
                "select a from t where b in (:list)",
                "select a from t where b = any (array[:a, :b])",
                "select a from t limit :n",
                "select a from t where a ? 'k'",
                "select a from t where a ?| array['k']",
                "select a from t where a @? '$.a'"
            })
    void refusesParameters(String sql) {
        assertThatExceptionOfType(InvalidSelectException.class)
                .isThrownBy(() -> MetricSelect.parse(sql))
                .withMessageContaining("must not have parameters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select @x := coalesce(@x, 0) + 1",
                "select @x",
                "select @ x := 1",
                "select @/* c */x := 1",
                "select @\"x\" := 1",
                "select @ \"x\"",
                "select a+@x from t",
                "select count(*) from t where a = @x",
                "select coalesce(not@x := true)",
                "select coalesce(not@ x := true)",
                "select (select @x := max(a) from t)"
            })
    void refusesVariables(String sql) {
        assertThatExceptionOfType(InvalidSelectException.class)
                .isThrownBy(() -> MetricSelect.parse(sql))
                .withMessageContaining("must not have variables");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select count(*) from t where a @> b and a<@b and a @@ b and a@@b and a@>b",
                "select '@x := 1', \"@x\" from t -- @x := 1",
                "select make_interval(days := 10)"
            })
    void acceptsWhatOnlyLooksLikeAVariable(String sql) throws InvalidSelectException {
        assertThat(MetricSelect.parse(sql).select()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select delete, update, t.insert from t",
                "select count(delete), coalesce(update, 1) from t",
                "select insert(a, 1, 2, 'x'), count(replace(a, 'x', 'y')) from t",
                "select 'delete from t; insert into t', \"drop;\" from \"delete from\"",
                "select ';' from t -- ; delete from t",
                "select /* ; delete from t */ 1",
                "select $$; delete from t$$",
                "select 'it''s; -- ' /* ' */ , 1",
                "select 'C:\\temp' from t",
                "select substring(a from 1 for 2) from t",
                "select a::text, b [1:2], c[:2] from t where d = '12:30' and e = ':x' and f = '?'",
                "select a from t for read only"
            })
    void acceptsWhatOnlyLooksLikeWriting(String sql) throws InvalidSelectException {
        assertThat(MetricSelect.parse(sql).select()).isNotNull();
    }

    @Test
    void keepsTheTextAsWrittenWithoutWhatStandsAroundIt() throws InvalidSelectException {
        assertThat(MetricSelect.parse("\n -- what\n  select\tcount( * ) -- why\n from t  ; -- end\n;\n")
                        .text())
                .isEqualTo("select\tcount( * ) -- why\n from t");
        assertThat(MetricSelect.parse("select 'ö😀' from t;").text()).isEqualTo("select 'ö😀' from t");
        assertThat(MetricSelect.parse("select 1").text()).isEqualTo("select 1");
        assertThat(MetricSelect.parse("select \"a\" -- end").text()).isEqualTo("select \"a\"");
    }

    @Test
    void keepsALongTextAsWritten() throws InvalidSelectException {
        String sql = "select 1" + "\r\n\t , 'öß' || length('x') -- comment".repeat(2000) + "\r\n from t";

        assertThat(MetricSelect.parse("/* c */" + sql + "\r\n;").text()).isEqualTo(sql);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            select count(*) from t                                   | true
            with a as (select 1) select count(*) from a              | true
            select count(*) from t where a or b group by c limit 3   | true
            select count(*) from (select 1 union select 2) x         | true
            select 1                                                 | false
            select (select count(*) from t)                          | false
            values (1)                                               | false
            select 1 from t union select 2 from t                    | false
            (select count(*) from t)                                 | false
            with a as (select 1) (select * from a)                   | false
            """)
    void takesAWindowOnlyInAnOutermostWhere(String sql, boolean expected) throws InvalidSelectException {
        assertThat(MetricSelect.parse(sql).takesWindow()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                          | 1 | must be one SELECT, but is empty (at the end of the SQL)
            ' ; ; '                     | 1 | must be one SELECT, but is empty (at line 1, column 1 of the SQL)
            '-- nothing'                | 1 | must be one SELECT, but is empty (at the end of the SQL)
            'drop table t'              | 1 | must be one SELECT, but begins with DROP (at line 1, column 1 of the SQL)
            'selct 1'                   | 1 | must be one SELECT, but begins with SELCT (at line 1, column 1 of the SQL)
            'select 1; select 2'        | 1 | must be one statement, but another one follows the semicolon (at line 1, column 9 of the SQL)
            'select count(* from t'     | 1 | is not understood at 'from'; if the database knows this SQL and only our parser does not, quote a name that is a keyword, as in "date", or put it into a view and select from that (at line 1, column 16 of the SQL)
            'select 1 from t where ('   | 1 | ends too early; if the database knows this SQL and only our parser does not, quote a name that is a keyword, as in "date", or put it into a view and select from that (at the end of the SQL)
            'select ''open'             | 1 | cannot be read beyond 'select': is a quote or a comment left open, or a character out of place? (at line 1, column 1 of the SQL)
            'select 1 into x'           | 1 | must only read, but has INTO: write "INTO" where it is a name (at line 1, column 10 of the SQL)
            'select @a := 1'            | 1 | must not have variables, but has @a: a variable keeps its value for the next statement; for an absolute value write abs(x) (at line 1, column 8 of the SQL)
            'select :a'                 | 1 | must not have parameters, but has :a (at line 1, column 8 of the SQL)
            """)
    void saysWhatIsWrongAndWhere(String sql, int line, String message) {
        assertThatExceptionOfType(InvalidSelectException.class)
                .isThrownBy(() -> MetricSelect.parse(sql))
                .withMessage(message)
                .satisfies(exception -> assertThat(exception.line()).isEqualTo(line));
    }

    @Test
    void countsTheLinesBeforeTheFirstWord() {
        assertThatExceptionOfType(InvalidSelectException.class)
                .isThrownBy(() -> MetricSelect.parse("\n\n\nselect a\nfrom t\nfor update"))
                .satisfies(exception -> assertThat(exception.line()).isEqualTo(6));
    }

    @Test
    void refusesWhatIsNestedTooDeeplyInsteadOfDying() {
        String sql = "select " + "case when a then ".repeat(5_000) + "1" + " end".repeat(5_000) + " from t";

        assertThatExceptionOfType(InvalidSelectException.class)
                .isThrownBy(() -> MetricSelect.parse(sql))
                .withMessageContaining("nested too deeply");
    }

    @Test
    void countsTheLevelsThatAReaderSees() {
        String sql = "select count(*)" + "\n + count(*)".repeat(399) + " from t";

        assertThatExceptionOfType(InvalidSelectException.class)
                .isThrownBy(() -> MetricSelect.parse(sql))
                .withMessage(
                        "is nested too deeply: operators and keywords in a row 399, brackets open 1, which makes 403"
                                + " levels (a bracket or CASE makes 4), and at most 400 are taken; write IN for a chain of OR,"
                                + " or put parts of it into a view (at line 400, column 9 of the SQL)");
        assertThatNoException()
                .isThrownBy(
                        () -> MetricSelect.parse("select 1 from t where t.name = 1" + " or t.name = 1".repeat(199)));
    }

    @Test
    void leavesNoThreadThatKeepsTheJvmAlive() throws InvalidSelectException {
        MetricSelect.parse("select 1");

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("sql-parser"))
                .isNotEmpty()
                .allMatch(Thread::isDaemon);
    }

    private static void assertRefused(String sql) {
        assertThatExceptionOfType(InvalidSelectException.class).isThrownBy(() -> MetricSelect.parse(sql));
    }

    private static Stream<String> lines(String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(MetricSelectTest.class.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        }
    }
}
