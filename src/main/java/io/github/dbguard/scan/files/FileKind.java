package io.github.dbguard.scan.files;

import io.github.dbguard.scan.commands.Place;
import io.github.dbguard.scan.text.Traced;
import io.github.dbguard.scan.tree.Words;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What kind a file is of, by its path, and how that kind is read. */
public enum FileKind {
    WORKFLOW(
            "(.*/)?(\\.github/workflows/[^/]+|action|\\.gitlab-ci|[^/]*\\.gitlab-ci|\\.gitlab/.*|azure-pipelines?[^/]*|\\.azure/.*|"
                    + "\\.azure-pipelines/.*|\\.circleci/[^/]+|bitbucket-pipelines|\\.travis|\\.drone|\\.woodpecker(/.*)?|appveyor|"
                    + "buildspec|cloudbuild|\\.buildkite/.*|codemagic|\\.gitea/workflows/.*|\\.forgejo/workflows/.*|render|"
                    + "pipelines?|[^/]*-pipeline)\\.ya?ml",
            Place.Kind.PIPELINE,
            new YamlReader(YamlReader.Kind.PIPELINE)),
    COMPOSE(
            "(.*/)?(docker-)?compose[^/]*\\.ya?ml|(.*/)?[^/]*[.-]compose\\.ya?ml|(.*/)?stack\\.ya?ml",
            Place.Kind.COMPOSE,
            new YamlReader(YamlReader.Kind.COMPOSE)),
    TASKFILE("(.*/)?Taskfile[^/]*\\.ya?ml", Place.Kind.BUILD, new YamlReader(YamlReader.Kind.TASKS)),
    SETTINGS_YAML(
            "(.*/)?(application|bootstrap)[^/]*\\.ya?ml",
            Place.Kind.CONFIGURATION,
            new YamlReader(YamlReader.Kind.SETTINGS)),
    YAML(".*\\.ya?ml", Place.Kind.SCRIPT, new YamlReader(YamlReader.Kind.OTHER)),
    SETTINGS(
            "(.*/)?((application|bootstrap|flyway|liquibase|hibernate|persistence)[^/]*\\.(properties|conf)|\\.env[^/]*|[^/]*\\.env)",
            Place.Kind.CONFIGURATION,
            Settings::properties),
    DOCKERFILE(
            "(.*/)?((Dockerfile|Containerfile)[^/]*|[^/]*\\.(dockerfile|containerfile))",
            Place.Kind.IMAGE,
            new DockerfileReader()),
    MAKEFILE("(.*/)?((GNU|BSD)?[Mm]akefile[^/]*|[^/]*\\.(mk|mak|make))", Place.Kind.BUILD, MakeReader.make()),
    JUSTFILE("(.*/)?(\\.?[Jj]ustfile|[^/]*\\.just)", Place.Kind.BUILD, MakeReader.just()),
    PACKAGE("(.*/)?(package|composer)\\.json", Place.Kind.BUILD, new PackageReader()),
    JENKINSFILE("(.*/)?(Jenkinsfile[^/]*|[^/]*\\.jenkinsfile)", Place.Kind.PIPELINE, new CodeReader(Language.GROOVY)),
    GRADLE(".*\\.gradle(\\.kts)?|.*\\.groovy", Place.Kind.BUILD, new CodeReader(Language.GROOVY)),
    POM("(.*/)?(pom|build|[^/]*-pom|persistence|hibernate\\.cfg)\\.xml", Place.Kind.BUILD, XmlReader.reader()),
    PROCFILE("(.*/)?Procfile[^/]*", Place.Kind.SCRIPT, FileKind::procfile),
    SQL(".*\\.(sql|psql|pgsql|ddl)", Place.Kind.SQL, new SqlReader()),
    MARKDOWN(
            ".*\\.(md|markdown|mdx|mdc)|(.*/)?(\\.cursorrules|\\.windsurfrules|\\.clinerules)",
            Place.Kind.DOCS,
            new MarkdownReader()),
    BATCH(".*\\.(bat|cmd)", Place.Kind.SCRIPT, (file, place, found) -> found.script(Batch.parse(file), place)),
    POWERSHELL(
            ".*\\.(ps1|psm1)", Place.Kind.SCRIPT, (file, place, found) -> found.script(PowerShell.parse(file), place)),
    JAVASCRIPT(".*\\.([cm]?[jt]s|[jt]sx)", Place.Kind.CODE, new CodeReader(Language.JAVASCRIPT)),
    PYTHON(
            ".*\\.pyw?|(.*/)?(fabfile|tasks|noxfile|conftest)\\.py|(.*/)?SConstruct",
            Place.Kind.CODE,
            new CodeReader(Language.PYTHON)),
    RUBY(
            ".*\\.(rb|rake|cap)|(.*/)?(Rakefile|Capfile|Vagrantfile|Guardfile|Gemfile)",
            Place.Kind.CODE,
            new CodeReader(Language.RUBY)),
    JVM(".*\\.(java|kt|kts|scala|cs)", Place.Kind.CODE, new CodeReader(Language.JVM)),
    PHP(".*\\.php", Place.Kind.CODE, new CodeReader(Language.PHP)),
    ELIXIR(".*\\.exs?", Place.Kind.CODE, new CodeReader(Language.ELIXIR)),
    GO(".*\\.go", Place.Kind.CODE, new CodeReader(Language.GO)),
    CRONTAB("(.*/)?(crontab|cron\\.d/[^/]+|[^/]*\\.cron)", Place.Kind.SCRIPT, FileKind::crontab),
    SHELL(
            ".*\\.(sh|bash|zsh|ksh|dash|ash|fish|command|bats)|(.*/)?(\\.(bash|zsh)(rc|_profile|_aliases)|\\.profile|\\.husky/[^/]+|\\.envrc)",
            Place.Kind.SCRIPT,
            FileKind::shell);

    private static final Pattern NO_SCRIPT = Pattern.compile(
            "(?i).*\\.(txt|rst|adoc|html?|css|scss|svg|png|jpe?g|gif|ico|webp|woff2?|ttf|pdf|csv|tsv|json|toml|lock|log|xml|jar|war|class|zip|t?gz|xz|bz2|zst"
                    + "|c|h|cc|cpp|hpp|rs|swift|m|vue|svelte|proto|po|mo)");

    private static final List<Map.Entry<Pattern, FileKind>> INTERPRETERS = List.of(
            Map.entry(Pattern.compile("#!.*\\b(ba|z|da|k|a)?sh\\b.*"), SHELL),
            Map.entry(Pattern.compile("#!.*\\bpython[\\d.]*\\b.*"), PYTHON),
            Map.entry(Pattern.compile("#!.*\\b(node|deno|bun|tsx|zx)\\b.*"), JAVASCRIPT),
            Map.entry(Pattern.compile("#!.*\\bruby\\b.*"), RUBY),
            Map.entry(Pattern.compile("#!.*\\bpwsh\\b.*"), POWERSHELL),
            Map.entry(Pattern.compile("#!.*\\bmake\\b.*"), MAKEFILE));

    private final Pattern path;
    private final Place.Kind place;
    private final Reader reader;

    FileKind(String path, Place.Kind place, Reader reader) {
        this.path = Pattern.compile(path);
        this.place = place;
        this.reader = reader;
    }

    /** By the path alone, from the repository's root, with slashes. */
    public static Optional<FileKind> ofPath(String path) {
        for (FileKind kind : values()) {
            if (kind.path.matcher(path).matches()) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** By the first line of a file whose name says nothing. */
    public static Optional<FileKind> ofFirstLine(String line) {
        return INTERPRETERS.stream()
                .filter(each -> each.getKey().matcher(line).matches())
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The name says nothing, {@code deploy} or {@code deploy.prod}, so that the first line decides. */
    public static boolean mayBeScript(String path) {
        return !NO_SCRIPT.matcher(path).matches();
    }

    /** Tells what a file of this kind holds; its place says what is known of the repository. */
    public void read(Place where, String text, Found found) {
        reader.read(Traced.file(text), where.of(place), found);
    }

    /** What a file of this kind holds where a rule may find something. */
    public Words words() {
        return switch (place) {
            case CODE -> Words.IN_CODE;
            case DOCS -> Words.IN_PAGES;
            default -> Words.IN_SCRIPTS;
        };
    }

    private static void shell(Traced file, Place place, Found found) {
        found.shell(file, place, Map.of());
    }

    /** {@code release: python manage.py migrate}. */
    private static void procfile(Traced file, Place place, Found found) {
        lines(file, Pattern.compile("^\\s*([\\w-]+):\\s*"), place, found);
    }

    private static void crontab(Traced file, Place place, Found found) {
        lines(
                file,
                Pattern.compile("^\\s*(?:@\\w+|[\\d*/,-]+\\s+\\S+\\s+\\S+\\s+\\S+\\s+\\S+)\\s+(?:root\\s+)?"),
                place,
                found);
    }

    private static void lines(Traced file, Pattern head, Place place, Found found) {
        String text = file.text();
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            var matcher = head.matcher(text.substring(from, end));
            if (matcher.find()) {
                found.shell(file.slice(from + matcher.end(), end), place, Map.of());
            }
            from = end + 1;
        }
    }
}
