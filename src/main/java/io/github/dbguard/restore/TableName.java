package io.github.dbguard.restore;

/** A table, unquoted. */
public record TableName(String schema, String name) {

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
