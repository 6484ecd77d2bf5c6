package io.github.dbguard.scan.tree;

import java.util.stream.Stream;

/** Words of which a text holds at least one where any rule finds something in it. */
public final class Words {

    private static final String[] ANYWHERE = {
        "pgdata",
        "ddl_auto",
        "hautelook",
        "docker",
        "podman",
        "nerdctl",
        "compose",
        "drop",
        "truncate",
        "delete from",
        "update ",
        "alter table",
        "psql",
        "pg_",
        "initdb",
        "prisma",
        "manage.py",
        "reset_db",
        "reset_schema",
        "db:",
        "sequelize",
        "typeorm",
        "knex",
        "alembic",
        "airflow",
        "downgrade",
        "flyway",
        "liquibase",
        "doctrine",
        "artisan",
        "dotnet",
        "mix ecto",
        "ecto.drop",
        "ecto.rese",
        "ecto.roll",
        "ash.reset",
        "goose",
        "migrate",
        "migration:",
        "diesel",
        "sqlx",
        "drizzle",
        "dbmate",
        "hasura",
        "mikro",
        "atlas",
        "phinx",
        "rm -",
        "rimraf",
        "rmdir",
        "git clean",
        "git -c",
        "dc down",
        "manage flush",
        "seed",
        "django-admin",
        "ddl-auto",
        "hbm2ddl",
        "kubectl",
        "terraform",
        "supabase",
        "heroku",
        "database delete",
        "database reset",
        "database wipe",
        "sea-orm",
        "wp db",
        "flyctl",
        "fly postgres",
        "fly mpg",
        "fly vol",
        "doctl",
        "az postgres",
        "gcloud",
        "delete-db-",
        "delete namespace",
        "delete ns",
        "delete persistentvol",
        "delete pv",
        "terragrunt",
        "-delete",
    };

    /** For files of which most run something. */
    public static final Words IN_SCRIPTS = new Words(
            "dc ",
            "rm ",
            "erase",
            "ri ",
            "trash",
            "shred",
            "del-cli",
            "manage",
            "flush",
            " clean",
            "absent",
            "create",
            "delete",
            "update",
            "alter",
            "migrat",
            "ecto",
            "rm -",
            "find ",
            "rd ",
            "del ",
            "remove-item",
            "sql",
            "django",
            "rails",
            "rake",
            "ddl",
            "hbm2",
            "postgres",
            "password",
            "reset",
            "destroy",
            "wipe",
            "fresh",
            "tofu",
            "console",
            "drush",
            "aws ",
            "az ",
            "gcloud",
            "fly ",
            "image:",
            "$");

    /** For programs, most of which update and delete things that are no rows. */
    public static final Words IN_CODE = new Words(
            "force:",
            "removesync",
            "remove_entry",
            "remove_dir",
            "fs/promises",
            "schema-generation",
            "tofu",
            "'oc'",
            "\"oc\"",
            "pvc",
            "'az'",
            "\"az\"",
            "'fly'",
            "\"fly\"",
            "fly -",
            "'wp'",
            "\"wp\"",
            "wipe",
            "drush",
            "rd /",
            "del /",
            "\"rm\"",
            "'rm'",
            "removeall",
            "rmsync",
            "rmtree",
            "rm_r",
            "deletedirectory",
            "deleterecursively",
            "emptydir",
            "synchronize(",
            "ensuredeleted",
            "call_command");

    /** For pages, which speak of everything, and hold pieces of programs. */
    public static final Words IN_PAGES =
            IN_CODE.and("django", "destroy", "erase", "remove-item", "image:", "state: absent");

    private final String[] more;
    private final Keywords keywords;

    private Words(String... more) {
        this.more = more;
        this.keywords =
                new Keywords(Stream.concat(Stream.of(ANYWHERE), Stream.of(more)).toArray(String[]::new));
    }

    private Words and(String... others) {
        return new Words(Stream.concat(Stream.of(more), Stream.of(others)).toArray(String[]::new));
    }

    /** Whether it holds one of them; upper case counts as lower case, white space as one blank. */
    public boolean anyIn(CharSequence text) {
        return keywords.anyIn(text);
    }
}
