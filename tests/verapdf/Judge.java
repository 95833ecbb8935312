import java.io.FileInputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;

/** veraPDF over a folder, both standards in one reading: a line a file and standard, then the rules it breaks, tabs between. */
public class Judge {
    private static final List<PDFAFlavour> BOTH = List.of(PDFAFlavour.PDFA_3_A, PDFAFlavour.PDFUA_1);

    public static void main(String[] folder) throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        VeraGreenfieldFoundryProvider.initialise();
        for (Path pdf : Files.list(Path.of(folder[0])).sorted().collect(Collectors.toList())) {
            try (PDFAParser parser = Foundries.defaultInstance().createParser(new FileInputStream(pdf.toFile()), BOTH.get(0))) {
                for (ValidationResult result : Foundries.defaultInstance().createValidator(BOTH).validateAll(parser)) {
                    String standard = result.getPDFAFlavour().getId();
                    out.println(pdf.getFileName() + "\t" + standard + String.join("", broken(result)));
                }
            }
        }
    }

    private static TreeSet<String> broken(ValidationResult result) {
        TreeSet<String> rules = new TreeSet<>();
        for (TestAssertion one : result.getTestAssertions()) {
            if (one.getStatus() == TestAssertion.Status.FAILED) {
                rules.add("\t" + one.getRuleId().getClause() + " " + one.getMessage().replaceAll("\\s+", " "));
            }
        }
        if (!result.isCompliant() && rules.isEmpty()) {
            rules.add("\tnot compliant, no rule named");
        }
        return rules;
    }
}
