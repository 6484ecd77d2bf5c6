package io.github.dbguard.volume;

import io.github.dbguard.CannotProceed;
import io.github.dbguard.docker.ExecCommand;
import io.github.dbguard.docker.ExecResult;
import io.github.dbguard.postgres.Login;
import io.github.dbguard.postgres.PostgresError;
import io.github.dbguard.target.ContainerTarget;
import io.github.dbguard.target.LoginRoad;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether the password that the Compose file and {@code .env} give to the database, the one that its container was made
 * with, and the one that the server takes are the same. POSTGRES_PASSWORD has a meaning on the first start only; a server
 * that then refuses it is the commonest reason for which people delete a volume. None is ever printed.
 */
record PasswordCheck(ContainerTarget target, Deploy deploy) implements Check {

    private static final String NAME = "password";
    private static final String[] PASSWORD = {"POSTGRES_PASSWORD", "POSTGRESQL_PASSWORD"};
    private static final String[] FILE = {"POSTGRES_PASSWORD_FILE", "POSTGRESQL_PASSWORD_FILE"};
    private static final String[] USER = {"POSTGRES_USER", "POSTGRESQL_USERNAME"};

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Line look() {
        Optional<ComposeConfig> config = deploy.config();
        Map<String, String> environment = target.container().environment();
        // The user's own parameters are how dbguard logs in, and say nothing of what the container was made with.
        String now = first(environment, PASSWORD);
        now = now == null ? inside(first(environment, FILE)) : now;
        String next = config.map(c -> c.variable(PASSWORD)).orElse(null);
        next = next == null ? config.map(c -> c.fileOf(FILE)).orElse(null) : next;
        if (next == null && now != null && config.isPresent() && emptied(config.get())) {
            return Line.error(
                    NAME,
                    "the Compose file gives the database an empty password, and its container was made with one",
                    "A variable is not set: see .env, or the one that the deploy brings. Leave the volume alone: its"
                            + " server has the old password still");
        }
        if (next == null && config.map(c -> c.variable(FILE)).isPresent()) {
            return Line.unseen(
                    NAME,
                    "the Compose file takes the password from a secret or a file, and what that will hold is not known here",
                    "Where the secret comes from a variable, set it for this goal as for the deploy. Else compare it with"
                            + " the server's yourself, and let this pass with -Ddbguard.failOn=none");
        }
        String candidate = next == null ? now : next;
        if (candidate == null) {
            if (first(environment, FILE) != null) {
                return Line.unseen(
                        NAME, "the file that " + FILE[0] + " names could not be read", "See who may read it, inside");
            }
            return Line.ok(NAME, "neither the Compose file nor the container has one");
        }
        if (target.container().networkMode().equals("none")) {
            return Line.ok(NAME, "the container has no network on which one would be asked for");
        }
        String user = config.map(c -> c.variable(USER)).orElse(first(environment, USER));
        Login login = new Login(user == null ? "postgres" : user, candidate);
        return judge(
                new Facts(next != null, next != null && now != null && !next.equals(now), login.user(), answer(login)));
    }

    /** Only where a wrong one is refused does the right one prove anything. Loopback, which images trust, comes last. */
    private LoginAnswer answer(Login login) {
        String database = target.mainDatabase();
        List<LoginRoad> roads = target.loginRoads();
        return LoginRoad.thatTells(roads, List.of(database), login.user(), said -> {})
                .map(road -> {
                    try (LoginRoad.Attempt attempt = road.prepare()) {
                        return attempt.login(login.user(), login.password()) == LoginRoad.Answer.ACCEPTED
                                ? LoginAnswer.ACCEPTED
                                : LoginAnswer.REFUSED;
                    }
                })
                .orElseGet(() -> roads.isEmpty() ? LoginAnswer.NO_ROAD : untold(roads.get(0), database, login));
    }

    /** Either it lets everybody in there, or nobody. */
    private static LoginAnswer untold(LoginRoad road, String database, Login login) {
        try (LoginRoad.Attempt attempt = road.prepare(database)) {
            return attempt.login(login.user(), login.password()) == LoginRoad.Answer.ACCEPTED
                    ? LoginAnswer.ANY_PASSWORD
                    : LoginAnswer.NO_ROAD;
        } catch (CannotProceed | PostgresError notReached) {
            return LoginAnswer.NO_ROAD;
        }
    }

    /**
     * What is known, without any password.
     *
     * @param fromFile whether it is the Compose file's password that was tried, and not the container's
     * @param differs whether the container was made with another one than the Compose file has now
     * @param user whose it is
     * @param answer what the server makes of it
     */
    record Facts(boolean fromFile, boolean differs, String user, LoginAnswer answer) {}

    static Line judge(Facts facts) {
        String source = facts.fromFile() ? "the Compose file (with .env)" : "the container's environment";
        String which = "the password that " + source + " has for role " + facts.user();
        return switch (facts.answer()) {
            case ACCEPTED ->
                facts.differs()
                        ? Line.warning(
                                NAME,
                                "the server takes " + which
                                        + ", but the container was made with another: docker compose"
                                        + " up -d makes the database's container anew",
                                "The data stays on its volume. Deploy the application alone with docker compose up -d"
                                        + " --no-deps <service>")
                        : Line.ok(NAME, "the server takes " + which);
            case REFUSED ->
                Line.error(
                        NAME,
                        "the server refuses " + which
                                + (facts.differs() ? ", and the container was made with another" : ""),
                        "Leave the volume alone: changing POSTGRES_PASSWORD never changes the server's. Put the old one"
                                + " back, or give the server the new one: mvn dbguard:rotate-password");
            case ANY_PASSWORD ->
                Line.warning(
                        NAME,
                        "the server lets " + facts.user() + " in with any password",
                        "pg_hba.conf trusts its network: ask for scram-sha-256 there");
            case NO_ROAD ->
                Line.unseen(
                        NAME,
                        "there is no way to the server on which it asks for a password",
                        "Try it from where the application runs");
        };
    }

    /** Named, and nothing in it: what Compose makes of a variable that is not set, with a warning. */
    private static boolean emptied(ComposeConfig config) {
        return Stream.of(PASSWORD).anyMatch(config.environment()::containsKey) && config.variable(FILE) == null;
    }

    /** What stands in a file of the container; null when it cannot be read. */
    private String inside(String file) {
        if (file == null) {
            return null;
        }
        ExecResult read = target.engine().run(target.container().id(), ExecCommand.of("cat", file));
        return read.ok() ? read.stdout().replaceAll("[\\r\\n]+$", "") : null;
    }

    private static String first(Map<String, String> environment, String... names) {
        return Stream.of(names)
                .map(environment::get)
                .filter(value -> value != null && !value.isEmpty())
                .findFirst()
                .orElse(null);
    }
}
