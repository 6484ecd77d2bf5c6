package io.github.dbguard.scan.files;

import java.util.regex.Pattern;

/** What a sentence around a command says of it: to run it, or not to. */
final class Prose {

    private static final Pattern ENCOURAGED = Pattern.compile(
            "(?iu)\\b(do not|don['’]?t|never|not) (forget|hesitate|worry|be afraid)|not only|if (you )?(do not|don['’]?t|cannot|can['’]?t)|why not");

    private static final Pattern FORBIDS = Pattern.compile(
            "(?iu)\\b(never|do(es)? not|don['’]?t|doesn['’]?t|must not|mustn['’]?t|should not|shouldn['’]?t"
                    + "|avoid|forbid\\w*|prohibit\\w*|not allowed|disallow\\w*|instead of|rather than|no longer|cannot|can['’]?t"
                    + "|won['’]?t|will not|blocks?|blocked|refus\\w+|rejects?|rejected|deny|denies|denied|without|not|no"
                    + "|wrong|bad|unsafe|ask(s|ing)? (me |us |first |the user |somebody )?before|(needs?|requires?) (an? )?(explicit )?(approval|permission|confirmation)|anti-?pattern|incorrect"
                    + "|nunca|jam[aá]s|evit(a|e|ar|es)|prohib\\w+|proib\\w+|sin|n[aã]o|jamais|ne|pas|n['’](utilis|ex[eé]cut)\\w*|[eé]vite[rz]?"
                    + "|interdit|sans|niemals|nicht|nie|kein\\w*|vermeide\\w*|verboten|ohne|mai|non|nooit|niet|nigdy|asla|aldrig|inte|ikke)\\b"
                    + "|никогда|\\bне\\b|нельзя|запрещ|禁止|不要|勿|避免|不能|不得|不可|不应|不許|不允许|严禁|嚴禁|绝不|しない|するな|使わない|ないで|ない(?=。|こと)|ません|하지|금지|❌|🚫|⛔|✗|✘");

    private static final Pattern ASKS = Pattern.compile(
            "(?iu)\\b(run|runs|running|execute|use|using|type|try|switch|set|call|issue|enter|invoke|do|reset|restart|start|clean|wipe|recreate|rebuild"
                    + "|first|then|just|simply|via|by|with|must|need|should|can|remember|forget"
                    + "|ejecut\\w+|us[ae]r?|corr[ae]|lanza\\w*|ex[eé]cut\\w+|lance[rz]?|utilis\\w+|f[uü]hre\\w*|ausf[uü]hren|verwend\\w+|benutz\\w+"
                    + "|execut\\w+|rode|usa|esegu\\w+|usare|uruchom)\\b|запусти|выполни|используй|运行|执行|使用|実行|使う|실행");

    private static final Pattern LABELS = Pattern.compile(
            "(?iu)\\b(stop|down|delete|drop|remove|destroy|empty|commands?|clean ?up|shut ?down|tear ?down|fix|solution|workaround)\\b");

    private static final Pattern DESCRIBES = Pattern.compile(
            "(?iu)^[\\s,]*(\\([^)]*\\)\\s*)?(which |that |also |would |will |can |could |may |might )*"
                    + "(delet|destroy|wipe|drop|remov|eras|los|kill|tak|is|are|was|were|would|does|do|did|has|had|leaves?|fail|answer|means?|counts?|takes?)\\w*\\b");

    /** Something else is done, so that the command does no harm. */
    private static final Pattern PURPOSE = Pattern.compile(
            "(?iu)\\b(so that|survives?|surviving|protect\\w*|guards?|guarded|against|whether|accident\\w*|by mistake)\\b[^:;]*$"
                    + "|\\b(if|when|whenever) (you|i|we|he|she|they|it|some\\w+|any\\w+|an? \\w+|the \\w+) (\\w+ )?(runs?|ran|executes?|uses?|calls?)\\s*$");

    private Prose() {}

    /** What only says when: "if the password does not fit, …". */
    private static final Pattern CONDITION = Pattern.compile(
            "(?iu)^\\W*(if|when|whenever|in case|should|once|unless|si|wenn|falls|se|als|если)\\b[^,:]*[,:]");

    private static final Pattern FORBIDS_AFTERWARDS = Pattern.compile(
            "(?iu)\\b(never|forbidden|prohibited|not allowed|blocked|must not|do not|don['’]?t|should not|is not"
                    + "|nunca|jamais|verboten|interdit|prohibid\\w+|proibid\\w+)\\b|запрещ|нельзя|禁止|不|❌|🚫|⛔");

    /** A verb of another language that comes last: "niemals … ausführen" has said no before, "… nicht ausführen" after. */
    private static final Pattern FORBIDS_AFTER_CODE =
            Pattern.compile("(?iu)^\\W*(nicht|niemals|nie|niet|nooit|verboten|не|no|を使わない|しない|は禁止|하지)\\b");

    private static final Pattern FORBIDS_IN_PARENTHESES = Pattern.compile(
            "(?iu)^[\\s`]*\\([^)]*\\b(never|forbidden|prohibited|not allowed|do not|don['’]?t|nunca|jamais|niemals)\\b");

    private static final Pattern FORBIDS_BELOW = Pattern.compile(
            "(?iu)^\\W*(\\w+\\W+){0,2}?(no|never|avoid|do not|don['’]?ts?|nunca|niemals|jamais)\\b(?!\\W+(space|such|longer|matter|data\\b))|\\bnever\\b|\\bnot to\\b|\\bnot allowed\\b"
                    + "|\\b(forbid\\w*|prohibit\\w*|disallow\\w*|blocked|blocks|banned|unsafe|bad|wrong|anti-?patterns?|off.limits|denied|deny|den(y|ied).?list"
                    + "|prohib\\w+|proib\\w+|interdit\\w*|verboten\\w*|dangerous (commands?|operations?|actions?))\\b"
                    + "|위험한 명령|危险命令|危険なコマンド"
                    + "|запрещ|нельзя|禁止|不要|严禁|嚴禁|不得|금지|🚫|⛔|❌|✗|✘");

    /** Whether a label names something to be done: {@code Stop:}. */
    static boolean asks(String label) {
        return ASKS.matcher(label).find() || LABELS.matcher(label).find();
    }

    /** Whether a heading forbids what stands below it. Most headings with a negation name a problem that it solves. */
    static boolean forbidsBelow(String heading) {
        return FORBIDS_BELOW.matcher(heading).find();
    }

    /** Whether a sentence forbids what it leads to. A condition says only when. */
    static boolean forbidsAfter(String sentence) {
        return forbids(CONDITION.matcher(sentence).replaceFirst(" "));
    }

    static boolean forbids(String sentence) {
        return FORBIDS.matcher(ENCOURAGED.matcher(sentence).replaceAll(" ")).find();
    }

    /**
     * Whether somebody who reads it may go and run what stands in it.
     *
     * @param before the sentence up to the command
     * @param after the rest of it
     */
    static boolean advises(String before, String after) {
        String clause = CONDITION.matcher(before).replaceFirst(" ");
        String rest = after.replaceAll("\\([^)]*\\)", " ").replaceFirst("(?iu)\\b(if|when|because|in case)\\b.*", "");
        if (forbids(clause)
                || FORBIDS_AFTERWARDS.matcher(rest).find()
                || FORBIDS_AFTER_CODE.matcher(after).find()
                || FORBIDS_IN_PARENTHESES.matcher(after).find()) {
            return false;
        }
        String lead = before.replaceAll("[*_>|#\\-\\s\\d.)+]", "");
        String tail = after.replaceAll("[*_|\\s.]", "");
        boolean alone =
                lead.isEmpty() && (tail.isEmpty() || after.stripLeading().matches("(?s)[-–—:#(|←→].*"));
        boolean labelled = before.stripTrailing().matches("(?s).*[:：|=→]\\**");
        boolean described =
                DESCRIBES.matcher(after).find() || PURPOSE.matcher(before).find();
        return alone || !described && (labelled || ASKS.matcher(before).find());
    }
}
