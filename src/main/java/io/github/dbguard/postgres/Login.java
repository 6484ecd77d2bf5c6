package io.github.dbguard.postgres;

/**
 * Who logs in.
 *
 * @param user the role
 * @param password null where the server asks for none; never printed
 */
public record Login(String user, String password) {

    public static Login trusted(String user) {
        return new Login(user, null);
    }

    @Override
    public String toString() {
        return "Login[" + user + "]";
    }
}
