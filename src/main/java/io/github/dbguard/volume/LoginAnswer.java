package io.github.dbguard.volume;

/** What a server makes of a password, on a road where it asks for one. */
enum LoginAnswer {
    /** It lets this password in, and no other. */
    ACCEPTED,
    /** It refuses this password. */
    REFUSED,
    /** It lets a wrong password in as well: what it makes of this one cannot be told. */
    ANY_PASSWORD,
    /** There is no road but the one from loopback, which the official images trust. */
    NO_ROAD
}
