package io.github.dbguard.postgres;

/** What a piece of a psql script is. */
enum PsqlPiece {
    BYTE_ORDER_MARK,
    SPACE,
    COMMENT,
    /** Part of a statement. */
    SQL,
    /** The semicolon that ends a statement. */
    STATEMENT_END,
    /** A backslash outside of quotes, comments and data, up to the line's end and without it; or {@code \;}. */
    META,
    /** Lines of a COPY's data. */
    DATA,
    /** The line {@code \.} behind the data. */
    DATA_END,
    SCRIPT_END
}
