package io.serviceping.count.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.serviceping.testing.SincePostgres;
import io.serviceping.testing.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

@SincePostgres(15)
class TreeFieldTest {
    /** How the server's program writes a number, of an object (%u) or another, into the text of a tree. */
    private static final Pattern WRITTEN = Pattern.compile(" :(\\w+) %(?:u|d|l[du]|[.0-9]*f)");

    /** Fields of plans, of statements before they are analysed, and of statements other than SELECT. */
    private static final Set<String> IN_OTHER_TREES = Set.of(("aggsortop amflags baserestrict_min_security child_relid"
                    + " child_reltype combinefn_oid con_relid confrelid conoid conrelid constraint deserialfn_oid"
                    + " ec_collation ec_max_security ec_min_security ec_sortref em_datatype est_entries exclrelrti"
                    + " finalfn_oid firstcolcollation firstcoltype flags fs_server hashjoinoperator hashvalue indexid"
                    + " indexoid infercollid inferopclass lastphid lastrowmarkid left_hasheqoperator msfcollid msftype"
                    + " nominalrelation oid ojrelid old_pktable_oid oldcreatesubid oldfirstrelfilelocatorsubid"
                    + " oldfirstrelfilenodesubid oldnode oldnumber owner ownerid pages parent_relid parent_reloid"
                    + " parent_reltype phid pk_opfamily prti qual_security_level query_level ref_relid relam relationoid"
                    + " reltablespace right_hasheqoperator rootrelation rowmarkid scanrelid seqid serialfn_oid serverid"
                    + " skewtable statoid transfn_oid typeoid userid")
            .split(" "));

    @Test
    void knowsEveryNumberThatTheServerCanWrite() throws IOException {
        String folder = JdbcClient.create(TestDatabase.POSTGRESQL.create().dataSource())
                .sql("select setting from pg_config where name = 'BINDIR'")
                .query(String.class)
                .single();
        String program = Files.readString(Path.of(folder, "postgres"), StandardCharsets.ISO_8859_1);
        Set<String> fields = new TreeSet<>();
        Matcher matcher = WRITTEN.matcher(program);
        while (matcher.find()) {
            fields.add(matcher.group(1).toLowerCase(Locale.ROOT));
        }

        assertThat(fields).contains("funcid", "opno", "vartype", "location").hasSizeGreaterThan(200);
        assertThat(fields)
                .allSatisfy(field -> assertThat(TreeField.of("any", field) == null)
                        .as(field)
                        .isEqualTo(IN_OTHER_TREES.contains(field)));
    }

    @Test
    void readsNoTreeWithANumberInAnUnknownField() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TreeNumbers("{CALL :func 1 :args ({THING :newid 16385})}"))
                .withMessageContaining("field that Service Ping does not know, call.func");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TreeNumbers("{CALL :funcid 1 :args ({THING :newids (o 1 2)})}"))
                .withMessageContaining("thing.newids");
    }

    @Test
    void readsNamesThatLookLikeFields() {
        TreeNumbers numbers = new TreeNumbers(
                "{FUNCEXPR :funcid 1 :funcformat 0 :resname :opno\\ 2 :colnames"
                        + " (\":opno\" \"\\(\\{X :opno 3\\}\") :args ({OPEXPR :opno 4 :location -1} {CONST :constvalue 4 [ 5 0 ] :consttype 6})}");

        assertThat(numbers.operators()).containsExactly("4");
        assertThat(numbers.byName()).containsExactly("1");
        assertThat(numbers.made()).containsExactly("6");
    }

    /** An escaped space, and white space that separates nothing for the server. */
    @Test
    void takesNoPartOfANameForAField() {
        for (String name : new String[] {
            "x\u2003:funcid\u20037", "x\u000b:funcid\u000b7", "x\u001c:funcid\u001c7", "x\\ :funcid\\ 7"
        }) {
            assertThat(new TreeNumbers("{FUNCEXPR :funcid 1 :resname " + name + " :location -1}").byName())
                    .as(name)
                    .containsExactly("1");
        }
    }

    /** The server breaks a line without a space after 78 bytes. */
    @Test
    void readsNoNameThatTheServerBreaks() {
        String begin = "{FUNCEXPR :funcid 1 :resname\n";
        for (String name : new String[] {
            "\\(".repeat(39), "x".repeat(78), "\u00e4".repeat(39), "\\(".repeat(19) + "\\\n" + "\\(".repeat(19)
        }) {
            assertThatIllegalArgumentException()
                    .as(name)
                    .isThrownBy(() -> new TreeNumbers(begin + name + "\n:location -1}"));
        }
        assertThat(new TreeNumbers(begin + "x".repeat(60) + "\n:location -1}").byName())
                .containsExactly("1");
        assertThat(new TreeNumbers("{FUNCEXPR :funcid 1 :resname " + "x".repeat(60) + "\\\n" + "y".repeat(60)
                                + "\n:location -1}")
                        .byName())
                .containsExactly("1");
        assertThatIllegalArgumentException().isThrownBy(() -> new TreeNumbers("{A :resname x [ :funcid 1 ]}"));
    }

    @Test
    void readsNoBrokenTree() {
        for (String tree :
                new String[] {"{A :b 1 :b 2}", "{A", "{A :b", "{A :b (}", "{A b}", "{A :b \\ ( :c 1)}", "}"}) {
            assertThatIllegalArgumentException().as(tree).isThrownBy(() -> new TreeNumbers(tree));
        }
    }
}
