package io.github.dbguard.target;

import io.github.dbguard.postgres.Login;

/**
 * How PostgreSQL's own tools get to the server from inside its container: as the sessions do.
 *
 * @param host an address, or the folder of the unix socket
 * @param login who logs in, with the password that was proven
 * @param osUser {@code uid:gid} to run the tools as; null for the container's own user
 */
public record ToolLogin(String host, int port, Login login, String osUser) {}
