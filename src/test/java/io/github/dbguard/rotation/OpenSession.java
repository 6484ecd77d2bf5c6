package io.github.dbguard.rotation;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** A psql that stays connected, as a pool's connection does. */
final class OpenSession implements AutoCloseable {

    private final Process process;
    private final BufferedReader answers;

    private OpenSession(Process process) {
        this.process = process;
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    static OpenSession start(String container, String address, String role, String password) {
        try {
            ProcessBuilder psql = new ProcessBuilder(
                    "docker",
                    "exec",
                    "-i",
                    "-e",
                    "PGPASSWORD",
                    container,
                    "psql",
                    "-XAtqw",
                    "-h",
                    address,
                    "-U",
                    role,
                    "-d",
                    "postgres",
                    "-v",
                    "ON_ERROR_STOP=1");
            psql.environment().put("PGPASSWORD", password);
            return new OpenSession(
                    psql.redirectError(ProcessBuilder.Redirect.INHERIT).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last line that SQL answers; fails when the session is gone. */
    String query(String sql) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((sql + ";\n\\echo --done--\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
            String last = null;
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.equals("--done--")) {
                    return last;
                }
                last = line;
            }
            throw new IllegalStateException("the session has ended");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
