package io.github.dbguard.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dbguard.Refused;
import io.github.dbguard.postgres.Login;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordKeysTest {

    private static final List<String> KEYS = List.of("DATABASE_URL", "POSTGRES_PASSWORD", "SPRING_DATASOURCE_PASSWORD");

    @Test
    void eachKeyCarriesItInItsOwnWay() {
        assertWritten(
                "POSTGRES_PASSWORD=old\nDATABASE_URL=\"postgres://u:old@db/d\" # app\nSPRING_DATASOURCE_PASSWORD='old'\n",
                "a/b c",
                "POSTGRES_PASSWORD='a/b c'\nDATABASE_URL=\"postgres://u:a%2Fb%20c@db/d\" # app\n"
                        + "SPRING_DATASOURCE_PASSWORD='a/b c'\n");
    }

    @Test
    void aReferenceToAChangedKeyStaysAReference() {
        String before = "POSTGRES_PASSWORD=%s\nSPRING_DATASOURCE_PASSWORD=$POSTGRES_PASSWORD\n"
                + "DATABASE_URL=postgres://u:${POSTGRES_PASSWORD}@db/d\n";
        assertWritten(before.formatted("old"), "new", before.formatted("new"));
    }

    @ParameterizedTest
    @CsvSource({"new@1,new%401", "new/1,new%2F1", "new%41,new%2541", "n:w,n%3Aw"})
    void aReferenceThatWantsEncodingNowIsWrittenOut(String password, String encoded) {
        assertWritten(
                "POSTGRES_PASSWORD=old\nDATABASE_URL=postgres://u:${POSTGRES_PASSWORD}@db/d\nSPRING_DATASOURCE_PASSWORD=\n",
                password,
                "POSTGRES_PASSWORD=" + password + "\nDATABASE_URL=postgres://u:" + encoded
                        + "@db/d\nSPRING_DATASOURCE_PASSWORD=" + password + "\n");
    }

    @Test
    void whatIsRightAlreadyIsNotTouched() {
        String right = "DATABASE_URL=postgres://u:a%62%63@db/d\n";
        EnvFile file = parse(right);
        assertThat(PasswordKeys.write(file, List.of("DATABASE_URL"), "abc").bytes())
                .isEqualTo(file.bytes());
    }

    @Test
    void aMissingKeyGetsThePasswordPlainly() {
        EnvFile file = PasswordKeys.write(parse("A=1\n"), List.of("POSTGRES_PASSWORD"), "new");
        assertThat(text(file)).isEqualTo("A=1\nPOSTGRES_PASSWORD=new\n");
        assertThat(PasswordKeys.password(parse("A=\n"), "A")).isEmpty();
        assertThat(PasswordKeys.password(parse("A=1\n"), "B")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A=1\n",
                "DATABASE_URL=\n",
                "DATABASE_URL=host=db user=u password=s3cret\n",
                "DATABASE_URL='Server=db;User Id=u;Password=s3cret'\n",
                "DATABASE_URL=postgres://db/d\n",
            })
    void whatAPasswordInItsPlaceWouldDestroyIsRefused(String text) {
        assertThatThrownBy(() -> PasswordKeys.write(parse(text), List.of("DATABASE_URL"), "n3w"))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("dbguard.passwordKeys")
                .hasMessageNotContaining("s3cret")
                .hasMessageNotContaining("n3w");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // a reference that wants encoding now is written out, the plain one follows by itself
                "U=app\\nP=old\\nD=postgres://${U}:${P}@db/d\\nV=$U|U=a@b\\nP=new\\nD=postgres://a%40b:new@db/d\\nV=$U",
                "U=app\\nP=old\\nD='jdbc:postgresql://db/d?user=app&password=old&x=1'"
                        + "|U=a@b\\nP=new\\nD='jdbc:postgresql://db/d?user=a%40b&password=new&x=1'",
                // a URL that names nobody takes the role from elsewhere
                "U=app\\nP=old\\nD=jdbc:postgresql://db/d?password=old|U=a@b\\nP=new\\nD=jdbc:postgresql://db/d?password=new",
                "D=postgres://app:old@db/d\\nU='app'\\nP=\"old\" # x|D=postgres://a%40b:new@db/d\\nU='a@b'\\nP=\"new\" # x",
                "D=postgres://a%40%62:n%65w@db/d\\nU=a@b\\nP=new|D=postgres://a%40%62:n%65w@db/d\\nU=a@b\\nP=new",
                "E=postgres://app:old@db/d\\nU=app\\nP=old|E=postgres://app:old@db/d\\nU=a@b\\nP=new",
            })
    void theRoleIsWrittenWithThePassword(String before, String after) {
        List<String> keys = before.contains("D=") ? List.of("P", "D") : List.of("P");
        EnvFile written =
                PasswordKeys.write(parse(before.replace("\\n", "\n") + "\n"), "U", keys, new Login("a@b", "new"));
        assertThat(text(written)).isEqualTo(after.replace("\\n", "\n") + "\n");
        assertThat(PasswordKeys.user(written, "U")).contains("a@b");
    }

    @Test
    void aReferenceToTheRoleStaysOne() {
        String before = "U=%s\nP=%s\nD=postgres://${U}:${P}@db/d\nV=$U\n";
        EnvFile written = PasswordKeys.write(
                parse(before.formatted("app", "old")), "U", List.of("P", "D"), new Login("app_a", "new"));
        assertThat(text(written)).isEqualTo(before.formatted("app_a", "new"));
        assertThat(written.value("D")).contains("postgres://app_a:new@db/d");
    }

    @Test
    void aUrlCanBeTheKeyOfBoth() {
        EnvFile written =
                PasswordKeys.write(parse("D=postgres://app@db/d\n"), "D", List.of("D"), new Login("app_a", "new"));
        assertThat(text(written)).isEqualTo("D=postgres://app_a:new@db/d\n");
        assertThat(PasswordKeys.user(written, "D")).contains("app_a");
        assertThat(PasswordKeys.user(parse("D=postgres://db/d\nU=\n"), "D")).isEmpty();
        assertThat(PasswordKeys.user(parse("D=postgres://db/d\nU=\n"), "U")).isEmpty();
    }

    private static void assertWritten(String before, String password, String after) {
        EnvFile written = PasswordKeys.write(parse(before), KEYS, password);
        assertThat(text(written)).isEqualTo(after);
        assertThat(KEYS)
                .allSatisfy(
                        key -> assertThat(PasswordKeys.password(written, key)).contains(password));
    }

    private static EnvFile parse(String text) {
        return EnvFile.parse(text.getBytes(StandardCharsets.UTF_8), ".env", name -> null);
    }

    private static String text(EnvFile file) {
        return new String(file.bytes(), StandardCharsets.UTF_8);
    }
}
