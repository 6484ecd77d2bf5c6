package io.github.dbguard.scan.tree;

import java.util.stream.Stream;

/** Words of which a text holds at least one where any rule finds something in it. */
public final class Words {

    private static final String[] ANYWHERE = {
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
            "state: absent",
            "$");

    /** For programs, most of which update and delete things that are no rows. */
    public static final Words IN_CODE = new Words(
            "\"rm\"",
            "'rm'",
            "removeall",
            "rmsync",
            "rmtree",
            "rm_r",
            "deletedirectory",
            "deleterecursively",
            "emptydir",
            "force: true",
            "synchronize(",
            "ensuredeleted",
            "call_command");

    /** For pages, which speak of everything. */
    public static final Words IN_PAGES =
            new Words("drush", "tofu", "destroy", "erase", "rd /", "del /", "remove-item", "image:", "state: absent");

    private final Keywords keywords;

    private Words(String... more) {
        keywords =
                new Keywords(Stream.concat(Stream.of(ANYWHERE), Stream.of(more)).toArray(String[]::new));
    }

    /** Whether it holds one of them; upper case counts as lower case. */
    public boolean anyIn(CharSequence text) {
        return keywords.anyIn(text);
    }
}
