package io.github.dbguard.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.EngineTest;
import io.github.dbguard.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@EngineTest
@Timeout(60)
class ChannelIT {

    private static Engine engine;
    private static TestPostgres postgres;

    private final PrintStream stderr = System.err;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @BeforeAll
    static void start() {
        engine = Engine.connect(null);
        postgres = TestPostgres.start("15");
    }

    @AfterAll
    static void stop() {
        engine.close();
        postgres.close();
    }

    @BeforeEach
    void captureStandardError() {
        System.setErr(new PrintStream(printed, true));
    }

    @AfterEach
    void nothingWasPrintedAndNothingRunsOnInside() throws InterruptedException {
        System.setErr(stderr);
        assertThat(printed.toString()).isEmpty();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
        String left = marked();
        while (!left.isEmpty() && System.nanoTime() < deadline) {
            Thread.sleep(50);
            left = marked();
        }
        assertThat(left).isEmpty();
        // A process of ours that the server inherits and that dies by a signal looks like a crash to it.
        assertThat(postgres.log()).doesNotContain("terminated by signal");
    }

    /** The command lines of what one of our execs left behind. */
    private static String marked() {
        return postgres.exec(
                        "sh",
                        "-c",
                        "for p in /proc/[0-9]*; do"
                                + " tr '\\0' '\\n' <$p/environ 2>/dev/null | grep -q ^DBGUARD_EXEC= &&"
                                + " tr '\\0' ' ' <$p/cmdline; done; true")
                .stdout();
    }

    private static ExecCommand relay(int port) {
        return ExecCommand.of(
                "bash",
                "-c",
                "exec 3<>/dev/tcp/127.0.0.1/" + port + " || exit;"
                        + " trap '' PIPE; cat <&0 >&3 2>/dev/null & a=$!;"
                        + " { cat <&3; kill $a; } 2>/dev/null & b=$!;"
                        + " wait $a; printf 'X\\0\\0\\0\\4' >&3 2>/dev/null; wait $b; exit 0");
    }

    private static ExecChannel open() {
        return engine.open(postgres.name(), relay(5432));
    }

    @Test
    void queriesGoThroughAndTheRelayEndsWithTheSession() throws IOException {
        try (ExecChannel channel = open()) {
            Session session = Session.begin(channel);
            assertThat(session.query("select 'from ' || 'inside'")).isEqualTo("from inside");
            assertThat(channel.isOpen()).isTrue();
            session.terminate();
        }
    }

    @Test
    void aRoundTripTakesNoSecondOfPolling() throws IOException {
        try (ExecChannel channel = open()) {
            Session session = Session.begin(channel);
            session.query("select 1");
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                session.query("select 1");
            }
            long micros = (System.nanoTime() - start) / 200 / 1000;
            System.out.println("rtt: " + micros + " µs");
            // Far above what is measured (see the bench): only a lost wake-up or Nagle's delay would reach it.
            assertThat(micros).isLessThan(20_000);
            session.terminate();
        }
    }

    @Test
    void largeAnswersPassWithBackpressureThroughASmallHeap() throws IOException {
        try (ExecChannel channel = open()) {
            Session session = Session.begin(channel);
            long start = System.nanoTime();
            long bytes = session.copyOut("copy (select repeat('x', 999) from generate_series(1, 100000)) to stdout");
            System.out.println(
                    "copy out: " + bytes / 1_000_000 * 1_000_000_000L / (System.nanoTime() - start) + " MB/s");
            assertThat(bytes).isEqualTo(100_000_000L);
            session.terminate();
        }
    }

    @Test
    void largeInputPassesWhileNobodyReads() throws IOException {
        try (ExecChannel channel = open()) {
            Session session = Session.begin(channel);
            session.query("create temp table fed(t text)");
            long start = System.nanoTime();
            session.copyIn("copy fed from stdin", ("y".repeat(999) + "\n").getBytes(StandardCharsets.UTF_8), 100_000);
            System.out.println("copy in: " + 100 * 1_000_000_000L / (System.nanoTime() - start) + " MB/s");
            assertThat(session.query("select count(*) from fed")).isEqualTo("100000");
            session.terminate();
        }
    }

    @Test
    void manyChannelsWorkAtOnce() {
        List<CompletableFuture<String>> answers = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            String n = String.valueOf(i);
            answers.add(CompletableFuture.supplyAsync(
                    () -> {
                        try (ExecChannel channel = open()) {
                            Session session = Session.begin(channel);
                            for (int j = 0; j < 50; j++) {
                                session.query("select " + n);
                            }
                            String answer = session.query("select " + n + " from pg_sleep(0.2)");
                            session.terminate();
                            return answer;
                        } catch (IOException e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    task -> new Thread(task).start()));
        }

        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i).join()).isEqualTo(String.valueOf(i));
        }
    }

    @Test
    void aReadGivesUpAfterItsTimeAndTheChannelStaysGood() throws IOException {
        try (ExecChannel channel = open()) {
            Session session = Session.begin(channel);
            channel.readTimeout(1);
            assertThatThrownBy(() -> channel.in().read()).isInstanceOf(SocketTimeoutException.class);
            channel.readTimeout(0);
            assertThat(session.query("select 5")).isEqualTo("5");
            session.terminate();
        }
    }

    @Test
    void aCommandThatIsNotThereIsAnErrorWithItsTextNotData() throws IOException {
        try (ExecChannel channel = engine.open(postgres.name(), ExecCommand.of("no-such-relay"))) {
            assertThatThrownBy(() -> channel.in().read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("exit code 12")
                    .hasMessageContaining("no-such-relay");
            assertThat(channel.isOpen()).isFalse();
            assertThatThrownBy(() -> channel.out().write(1)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aRelayThatCannotConnectSaysWhy() {
        try (ExecChannel channel = engine.open(postgres.name(), relay(1))) {
            assertThatThrownBy(() -> channel.in().read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Connection refused");
        }
    }

    @Test
    void closingInTheMiddleOfASessionLeavesNothingBehind() throws IOException {
        ExecChannel channel = open();
        Session.begin(channel).query("select 1");

        channel.close();

        assertThat(channel.isOpen()).isFalse();
        assertThatThrownBy(() -> channel.in().read()).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> channel.out().write(1)).isInstanceOf(IOException.class);
        channel.close();
    }

    @Test
    void aServerThatHangsUpIsTheEndOfTheStream() throws IOException {
        try (ExecChannel channel = open()) {
            Session session = Session.begin(channel);
            String pid = session.query("select pg_backend_pid()");

            postgres.psql("select pg_terminate_backend(" + pid + ")");

            assertThat(new String(channel.in().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("57P01");
            assertThat(channel.isOpen()).isFalse();
        }
    }

    @Test
    void aProcessThatIsKilledLeavesNoSessionBehind() throws Exception {
        Process process = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Holder.class.getName(),
                        postgres.name())
                .redirectErrorStream(true)
                .start();
        assertThat(process.inputReader().lines().anyMatch("holding"::equals)).isTrue();
        assertThat(marked()).contains("/dev/tcp");

        process.destroyForcibly().waitFor();
    }

    /** Holds a session until it is killed. */
    static final class Holder {
        public static void main(String[] arguments) throws IOException {
            ExecChannel channel = Engine.connect(null).open(arguments[0], relay(5432));
            Session.begin(channel).query("select 1");
            System.out.println("holding");
            channel.in().read();
        }
    }

    @Test
    void aCommandThatReadsNothingAndNeverEndsIsEndedByClose() throws Exception {
        ExecChannel channel =
                engine.open(postgres.name(), ExecCommand.of("sh", "-c", "trap '' TERM; while :; do sleep 1; done"));
        CompletableFuture<Throwable> writer = CompletableFuture.supplyAsync(() -> {
            try {
                byte[] block = new byte[64 * 1024];
                while (true) {
                    channel.out().write(block);
                }
            } catch (IOException e) {
                return e;
            }
        });
        Thread.sleep(500);
        assertThat(writer.isDone()).isFalse();

        long start = System.nanoTime();
        channel.close();

        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)).isLessThan(10);
        assertThat(writer.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    @Test
    void aReaderThatIsBlockedIsLetGoByClose() throws Exception {
        ExecChannel channel = open();
        CompletableFuture<Throwable> reader = CompletableFuture.supplyAsync(() -> {
            try {
                channel.in().read();
                return null;
            } catch (IOException e) {
                return e;
            }
        });
        Thread.sleep(200);

        channel.close();

        assertThat(reader.get(5, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    @Test
    void anInterruptedThreadStillClosesCleanly() throws IOException {
        ExecChannel channel = open();
        Session.begin(channel).query("select 1");
        Thread.currentThread().interrupt();

        channel.close();

        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aCommandThatFloodsIsEndedByClose() throws Exception {
        ExecChannel channel = engine.open(postgres.name(), ExecCommand.of("yes"));
        assertThat(channel.in().read()).isEqualTo('y');
        Thread.sleep(300);

        channel.close();
    }

    @Test
    void aContainerThatIsKilledShowsAsAnErrorNotAsAnEnd() throws IOException {
        try (TestPostgres victim = TestPostgres.start("15");
                // Not a relay: that one may see the server hang up and end by itself before it is killed.
                ExecChannel channel = engine.open(victim.name(), ExecCommand.of("cat"))) {
            channel.out().write('x');
            channel.out().flush();
            assertThat(channel.in().read()).isEqualTo('x');
            victim.kill();

            assertThatThrownBy(() -> channel.in().read())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("died")
                    .hasMessageContaining(victim.name());
        }
    }

    @Test
    void closingTheEngineClosesItsChannels() throws IOException {
        Engine other = Engine.connect(null);
        ExecChannel channel = other.open(postgres.name(), relay(5432));
        Session.begin(channel).query("select 1");

        other.close();

        assertThat(channel.isOpen()).isFalse();
    }

    /** PostgreSQL's protocol, as little of it as these tests need; 127.0.0.1 is trusted inside the official image. */
    private record Session(DataInputStream in, DataOutputStream out) {

        static Session begin(ExecChannel channel) throws IOException {
            Session session = new Session(
                    new DataInputStream(new java.io.BufferedInputStream(channel.in(), 8192)),
                    new DataOutputStream(new java.io.BufferedOutputStream(channel.out(), 8192)));
            byte[] parameters = "user\0postgres\0database\0postgres\0\0".getBytes(StandardCharsets.UTF_8);
            session.out.writeInt(parameters.length + 8);
            session.out.writeInt(196608);
            session.out.write(parameters);
            session.out.flush();
            session.untilReady();
            return session;
        }

        String query(String sql) throws IOException {
            send('Q', (sql + "\0").getBytes(StandardCharsets.UTF_8));
            out.flush();
            return untilReady();
        }

        long copyOut(String sql) throws IOException {
            send('Q', (sql + "\0").getBytes(StandardCharsets.UTF_8));
            out.flush();
            long bytes = 0;
            while (true) {
                int type = in.readUnsignedByte();
                int length = in.readInt() - 4;
                bytes += type == 'd' ? length : 0;
                in.skipNBytes(length);
                if (type == 'Z') {
                    return bytes;
                }
            }
        }

        void copyIn(String sql, byte[] row, int times) throws IOException {
            send('Q', (sql + "\0").getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < times; i++) {
                send('d', row);
            }
            send('c', new byte[0]);
            out.flush();
            untilReady();
        }

        void terminate() throws IOException {
            send('X', new byte[0]);
            out.flush();
        }

        private void send(char type, byte[] body) throws IOException {
            out.writeByte(type);
            out.writeInt(body.length + 4);
            out.write(body);
        }

        /** The first column of the last row. */
        private String untilReady() throws IOException {
            String answer = null;
            while (true) {
                int type = in.readUnsignedByte();
                byte[] body = in.readNBytes(in.readInt() - 4);
                if (type == 'Z') {
                    return answer;
                } else if (type == 'E') {
                    throw new IOException(new String(body, StandardCharsets.UTF_8));
                } else if (type == 'D') {
                    answer = new String(body, 6, body.length - 6, StandardCharsets.UTF_8);
                }
            }
        }
    }
}
