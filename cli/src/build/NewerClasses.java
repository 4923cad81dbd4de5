import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/// Rewrites a jar in place so that its classes are of Java 8 at least: the same instructions, with the stack maps that
/// classes before Java 6 do without. Java keeps no older class in its cache, and would read and prove each at every
/// start. The build calls it for picocli.
final class NewerClasses {
    private NewerClasses() {}

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        Path rewritten = Path.of(args[0] + ".new");
        rewrite(jar, rewritten);
        Files.move(rewritten, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void rewrite(Path jar, Path to) throws IOException {
        URL[] itself = {jar.toUri().toURL()};
        try (JarFile from = new JarFile(jar.toFile());
                URLClassLoader loader = new URLClassLoader(itself, ClassLoader.getPlatformClassLoader());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(to))) {
            ClassFile classes = ClassFile.of(
                    StackMapsOption.GENERATE_STACK_MAPS,
                    ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)));
            for (JarEntry entry : Collections.list(from.entries())) {
                byte[] bytes = from.getInputStream(entry).readAllBytes();
                JarEntry same = new JarEntry(entry.getName());
                same.setTime(entry.getTime());
                out.putNextEntry(same);
                out.write(entry.getName().endsWith(".class") ? newer(classes, bytes) : bytes);
                out.closeEntry();
            }
        }
    }

    private static byte[] newer(ClassFile classes, byte[] bytes) {
        ClassModel model = classes.parse(bytes);
        if (model.majorVersion() >= ClassFile.JAVA_8_VERSION) {
            return bytes;
        }
        ClassTransform anew = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                .andThen(ClassTransform.dropping(element -> element instanceof ClassFileVersion))
                .andThen(ClassTransform.endHandler(made -> made.withVersion(ClassFile.JAVA_8_VERSION, 0)));
        return classes.transformClass(model, anew);
    }
}
