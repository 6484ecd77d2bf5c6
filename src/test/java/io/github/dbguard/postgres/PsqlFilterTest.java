package io.github.dbguard.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PsqlFilterTest {

    @Test
    void theFilterLeavesOutWhatItIsToldAndNothingElse() throws Exception {
        String script = "\ufeff\\restrict aB\n-- a\nSET transaction_timeout = 0;\nSET\n  /* b */ x = 0; SELECT\n"
                + "1;\nCOPY t FROM stdin;\nSET transaction_timeout = 0;\n\\restrict aB\n\\.\nSELECT 'SET"
                + " transaction_timeout = 0;';\nSELECT 1 \\unrestrict aB\n+ 1;\n\\! x\n\\unrestrict aB";
        String expected = "\n-- a\n\nSET\n  /* b */ x = 0; SELECT\n"
                + "1;\nCOPY t FROM stdin;\nSET transaction_timeout = 0;\n\\restrict aB\n\\.\nSELECT 'SET"
                + " transaction_timeout = 0;';\nSELECT 1 \n+ 1;\n\\! x\n";
        for (int chunk = 1; chunk < 60; chunk++) {
            assertThat(filtered(new Chunks(script.getBytes(StandardCharsets.UTF_8), chunk)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void whatTheFilterLeavesOutKeepsItsLineEndsAndACopyWithDataStays() throws Exception {
        String script = "CREATE\n DATABASE -- x\n a; SELECT 1;\nCOPY t FROM stdin;\n1\n\\.\n";
        InputStream in =
                PsqlScript.without(new Chunks(script.getBytes(StandardCharsets.UTF_8), 3), all -> true, all -> true);
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("\n\n \nCOPY t FROM stdin;\n1\n\\.\n");
    }

    @Test
    void theFilterPassesWhatItIsNotAskedForByteByByte() throws Exception {
        String script = PsqlScriptTest.everything();
        for (int offset :
                IntStream.range(0, script.length()).filter(n -> n % 7 == 0).toArray()) {
            byte[] bytes =
                    ("--" + "x".repeat(ScriptBytes.SIZE - offset) + "\n" + script).getBytes(StandardCharsets.UTF_8);
            InputStream in = PsqlScript.without(new ByteArrayInputStream(bytes), none -> false, none -> false);
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        InputStream large =
                PsqlScript.without(Chunks.repeated("SELECT '", "\n", 50_000_000, "';"), any -> true, none -> false);
        long bytes = large.transferTo(OutputStream.nullOutputStream());
        assertThat(bytes).isEqualTo(50_000_010);
    }

    private static String filtered(InputStream script) throws IOException {
        InputStream in = PsqlScript.without(script, PsqlScript::isTransactionTimeout, PsqlScript::isRestriction);
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
