package io.github.dbguard;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.CacheMode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The rooms of docs/architecture.md: what each may see, and where each library lives. */
@AnalyzeClasses(
        packages = RoomsTest.ROOT,
        importOptions = ImportOption.DoNotIncludeTests.class,
        cacheMode = CacheMode.PER_CLASS)
class RoomsTest {

    static final String ROOT = "io.github.dbguard";

    private static final List<String> LEAVES = List.of("archive", "postgres", "docker", "offsite");
    private static final List<String> FEATURES =
            List.of("backup", "counts", "restore", "rotation", "volume", "deploy", "scan", "report");
    private static final List<String> FORBIDDEN = List.of("util", "common", "helper", "service", "manager", "impl");

    @ArchTest
    static void everyClassIsInARoomThatTheMapNames(JavaClasses classes) {
        noClasses()
                .should()
                .resideOutsideOfPackages(
                        packages(Stream.of(List.of(""), LEAVES, List.of("target"), FEATURES, List.of("maven"))
                                .flatMap(List::stream)
                                .toList()))
                .check(classes);
    }

    @ArchTest
    static void noRoomIsCalledAfterNothing(JavaClasses classes) {
        noClasses()
                .should()
                .resideInAnyPackage(
                        FORBIDDEN.stream().map(name -> ".." + name + "..").toArray(String[]::new))
                .check(classes);
    }

    @ArchTest
    static void theWordsThatAllShareDependOnNothing(JavaClasses classes) {
        maySee(classes, "", List.of());
    }

    @ArchTest
    static void leavesNeverSeeEachOther(JavaClasses classes) {
        LEAVES.forEach(leaf -> maySee(classes, leaf, List.of()));
    }

    @ArchTest
    static void theTargetSeesLeavesAlone(JavaClasses classes) {
        maySee(classes, "target", LEAVES);
    }

    @ArchTest
    static void featuresSeeFeaturesTargetAndLeavesButNotMaven(JavaClasses classes) {
        List<String> below = new ArrayList<>(FEATURES);
        below.add("target");
        below.addAll(LEAVES);
        FEATURES.forEach(feature -> maySee(classes, feature, below));
    }

    @ArchTest
    static void noTwoRoomsNeedEachOther(JavaClasses classes) {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(classes);
    }

    @ArchTest
    static void onlyThePostgresRoomSeesJdbc(JavaClasses classes) {
        livesIn(classes, "postgres", "java.sql..", "javax.sql..", "org.postgresql..");
    }

    @ArchTest
    static void onlyTheDockerRoomSeesDockerJava(JavaClasses classes) {
        livesIn(classes, "docker", "com.github.dockerjava..");
    }

    @ArchTest
    static void onlyTheArchiveRoomSeesCompressionAndJson(JavaClasses classes) {
        livesIn(
                classes,
                "archive",
                "org.apache.commons.compress..",
                "com.github.luben..",
                "org.tukaani..",
                "java.util.zip..",
                "com.fasterxml..");
    }

    @ArchTest
    static void onlyTheReadersOfTheScanRoomSeeYamlAndMarkdown(JavaClasses classes) {
        livesIn(classes, "scan.files", "org.snakeyaml..", "org.commonmark..");
    }

    @ArchTest
    static void onlyTheMavenRoomSeesMaven(JavaClasses classes) {
        livesIn(classes, "maven", "org.apache.maven..", "org.codehaus.plexus..", "javax.inject..");
    }

    /** The room sees nothing of ours but itself, the shared words and these rooms. */
    private static void maySee(JavaClasses classes, String room, List<String> others) {
        List<String> seen = new ArrayList<>(others);
        seen.add(room);
        seen.add("");
        noClasses()
                .that()
                .resideInAnyPackage(packages(List.of(room)))
                .should()
                .dependOnClassesThat(ours().and(not(packages(seen))))
                .allowEmptyShould(true)
                .check(classes);
    }

    private static void livesIn(JavaClasses classes, String room, String... libraries) {
        noClasses()
                .that()
                .resideOutsideOfPackages(packages(List.of(room)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(libraries)
                .check(classes);
    }

    private static DescribedPredicate<JavaClass> ours() {
        return JavaClass.Predicates.resideInAPackage(ROOT + "..");
    }

    private static DescribedPredicate<JavaClass> not(String... packages) {
        return JavaClass.Predicates.resideOutsideOfPackages(packages);
    }

    /** A room with what is in it; the empty name is the root, which is no room and has nothing in it. */
    private static String[] packages(List<String> rooms) {
        return rooms.stream()
                .map(room -> room.isEmpty() ? ROOT : ROOT + "." + room + "..")
                .toArray(String[]::new);
    }
}
