package io.github.dbguard.rotation;

import io.github.dbguard.TestPostgres;

/** Logs in by libpq, over the container's own address, as applications do: there the image asks for a password. */
final class AppLogin {

    private final TestPostgres postgres;
    private final String address;

    AppLogin(TestPostgres postgres) {
        this.postgres = postgres;
        this.address = postgres.exec("hostname", "-i").stdout().strip().split(" ")[0];
    }

    /** Where the server is, until its container is started again. */
    String address() {
        return address;
    }

    /** Gives a role a password, through the trusted socket. */
    void has(String role, String password) {
        postgres.psql("ALTER ROLE \"" + role + "\" PASSWORD '" + password.replace("'", "''") + "'");
    }

    String verifier(String role) {
        return postgres.psql("SELECT rolpassword FROM pg_authid WHERE rolname = '" + role + "'");
    }

    boolean takes(String role, String password) {
        TestPostgres.Output login = postgres.exec(
                "env",
                "PGPASSWORD=" + password,
                "psql",
                "-XAtw",
                "-h",
                address,
                "-U",
                role,
                "-d",
                "postgres",
                "-c",
                "SELECT 1");
        if (login.exitCode() != 0 && !login.stderr().contains("password authentication failed")) {
            throw new IllegalStateException(login.toString());
        }
        return login.exitCode() == 0;
    }

    /** A session that stays open. */
    OpenSession open(String role, String password) {
        return OpenSession.start(postgres.name(), address, role, password);
    }
}
