package io.github.dbguard.postgres;

/** How a server keeps a password: the values of {@code password_encryption}. */
public enum Encryption {
    SCRAM_SHA_256("scram-sha-256"),
    MD5("md5");

    private final String setting;

    Encryption(String setting) {
        this.setting = setting;
    }

    /** As {@code password_encryption} says it. */
    public String setting() {
        return setting;
    }

    /**
     * What {@code SHOW password_encryption} answered.
     *
     * @return MD5 for {@code md5} and for {@code on}, as servers before 10 said it; SCRAM for everything else, which every
     *     server that dbguard knows takes
     */
    public static Encryption of(String setting) {
        return setting.equals("md5") || setting.equals("on") ? MD5 : SCRAM_SHA_256;
    }
}
