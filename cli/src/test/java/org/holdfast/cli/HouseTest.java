package org.holdfast.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/// Which room may use what. Each rule says why.
@AnalyzeClasses(packages = "org.holdfast", importOptions = HouseTest.OwnMainClasses.class)
final class HouseTest {
    /// The tests' own needs are theirs.
    static final class OwnMainClasses implements ImportOption {
        @Override
        public boolean includes(com.tngtech.archunit.core.importer.Location location) {
            return new DoNotIncludeTests().includes(location)
                    && !location.contains("testkit")
                    && !location.contains("holdfast-servers")
                    && !location.contains("/servers/target/");
        }
    }

    private static final String NAMES = "org.holdfast.names..";
    private static final String CRYPTO = "org.holdfast.crypto..";
    private static final String BACKENDS = "org.holdfast.backends..";
    private static final String SYNC = "org.holdfast.sync..";
    private static final String FORMAT = "org.holdfast.format..";
    private static final String ENGINE = "org.holdfast.engine..";
    private static final String SERVER = "org.holdfast.server..";
    private static final String CLI = "org.holdfast.cli..";

    @ArchTest
    static final ArchRule namesKnowNobody = noClasses()
            .that()
            .resideInAPackage(NAMES)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CRYPTO, BACKENDS, SYNC, FORMAT, ENGINE, SERVER, CLI)
            .because("every room uses names, so names that used a room would close a cycle");

    @ArchTest
    static final ArchRule cryptoIsALeaf = noClasses()
            .that()
            .resideInAPackage(CRYPTO)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(BACKENDS, SYNC, FORMAT, ENGINE, SERVER, CLI)
            .because("crypto can be read, tested and lifted out alone");

    @ArchTest
    static final ArchRule backendsAreALeaf = noClasses()
            .that()
            .resideInAPackage(BACKENDS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CRYPTO, SYNC, FORMAT, ENGINE, SERVER, CLI)
            .because("a store keeps named bytes and must not know what they mean or whether they are sealed");

    @ArchTest
    static final ArchRule syncIsALeaf = noClasses()
            .that()
            .resideInAPackage(SYNC)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CRYPTO, BACKENDS, FORMAT, ENGINE, SERVER, CLI)
            .because("what changed in a tree does not depend on where its copy is kept");

    @ArchTest
    static final ArchRule formatsNeverAskForEncryption = noClasses()
            .that()
            .resideInAPackage(FORMAT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CRYPTO, ENGINE, SERVER, CLI)
            .because("encryption is a store that wraps a store, so formats never mention it");

    @ArchTest
    static final ArchRule formatsSeeStoresAsSuch = noClasses()
            .that()
            .resideInAPackage(FORMAT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.holdfast.backends.filesystem..", "org.holdfast.backends.noop..", "org.holdfast.backends.s3..")
            .because("a format must work on every store, so it knows the contract only");

    @ArchTest
    static final ArchRule theEngineHasNoFace = noClasses()
            .that()
            .resideInAPackage(ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SERVER, CLI)
            .because("the same use cases have several faces");

    @ArchTest
    static final ArchRule theServerKnowsTheEngine = noClasses()
            .that()
            .resideInAPackage(SERVER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CRYPTO, BACKENDS, CLI, "tools.jackson..", "com.fasterxml.jackson..")
            .because("whatever needs a key, a store or a parser is a use case of the engine");

    @ArchTest
    static final ArchRule vertxIsForTheFront = noClasses()
            .that()
            .resideOutsideOfPackage("org.holdfast.server.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..")
            .because("what the server does can be read and tested without knowing how requests arrive");

    @ArchTest
    static final ArchRule metricsHaveTheirPackage = noClasses()
            .that()
            .resideOutsideOfPackage("org.holdfast.server.watch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.prometheus..")
            .because("whoever counts could do it another way");

    @ArchTest
    static final ArchRule otherCommandsDoWithoutTheServer = noClasses()
            .that()
            .resideInAPackage(CLI)
            .and()
            .doNotHaveFullyQualifiedName("org.holdfast.cli.Serving")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(SERVER)
            .because("the libraries of the server are on the class path of one command only");

    @ArchTest
    static final ArchRule serverPackagesHaveNoCycles = slices().matching("org.holdfast.server.(*)..")
            .should()
            .beFreeOfCycles()
            .because("the schedule, jobs and what they do can each be read alone");

    @ArchTest
    static final ArchRule theCommandLineKnowsTheEngine = noClasses()
            .that()
            .resideInAPackage(CLI)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(CRYPTO, BACKENDS, "tools.jackson..", "com.fasterxml.jackson..")
            .because("arguments in, text out: whatever needs a key, a store or a parser is a use case of the engine");

    @ArchTest
    static final ArchRule useCasesNeedNoConfiguration = noClasses()
            .that()
            .resideInAPackage("org.holdfast.engine")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.holdfast.engine.config..")
            .because("whatever works on one store works with a URL alone, without any file");

    @ArchTest
    static final ArchRule yamlAndCronAreForTheConfiguration = noClasses()
            .that()
            .resideOutsideOfPackage("org.holdfast.engine.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.snakeyaml..", "com.cronutils..")
            .because("what a file looks like is nobody else's business");

    @ArchTest
    static final ArchRule noCycles = slices().matching("org.holdfast.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a room that needs itself through another cannot be understood alone");

    @ArchTest
    static final ArchRule bouncyCastleIsForScrypt = noClasses()
            .that()
            .resideOutsideOfPackage(CRYPTO)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..")
            .because("ciphers and MACs come from the JDK, which is many times faster");

    @ArchTest
    static final ArchRule jsonHasItsRooms = noClasses()
            .that()
            .resideOutsideOfPackages(FORMAT, ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("tools.jackson..", "com.fasterxml.jackson..")
            .because("JSON is what manifests and records are made of, and those belong to format and engine");

    @ArchTest
    static final ArchRule awsHasItsPackage = noClasses()
            .that()
            .resideOutsideOfPackage("org.holdfast.backends.s3..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon..", "org.apache.hc..")
            .because("an SDK that shows in our own interfaces could not be exchanged, and would load for every store");

    @ArchTest
    static final ArchRule mailHasItsPackage = noClasses()
            .that()
            .resideOutsideOfPackage("org.holdfast.engine.notify..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.mail..", "org.eclipse.angus..")
            .because("who is told of a run, and how, is nobody else's business");

    @ArchTest
    static final ArchRule tellingKnowsNoUseCase = noClasses()
            .that()
            .resideInAnyPackage("org.holdfast.engine.notify..", "org.holdfast.engine.log..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.holdfast.engine", BACKENDS, CRYPTO)
            .because("whoever runs backups fills in what is told, so telling can be read and tested alone");

    @ArchTest
    static final ArchRule useCasesDoNotTell = noClasses()
            .that()
            .resideInAPackage("org.holdfast.engine")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.holdfast.engine.notify..",
                    "org.holdfast.engine.log..",
                    "org.holdfast.engine.limits..",
                    "org.holdfast.engine.doctor..")
            .because("a use case on one store does not know which run it is part of, and packages have no cycles");

    @ArchTest
    static final ArchRule checksKnowNoConfiguration = noClasses()
            .that()
            .resideInAPackage("org.holdfast.engine.doctor..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.holdfast.engine.config..", "org.holdfast.engine.run..")
            .because("a check that takes what it looks at can be tested with what no machine has");

    @ArchTest
    static final ArchRule serversAreForTests = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.holdfast.servers..", "org.gaul..", "org.holdfast.testkit..")
            .because("what tests need is not shipped");

    @ArchTest
    static final ArchRule storesDoNotKnowEachOther = slices().matching("org.holdfast.backends.(*)..")
            .should()
            .notDependOnEachOther()
            .because("each kind of store can be read and removed alone");

    @ArchTest
    static final ArchRule picocliIsForTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage(CLI)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("picocli..")
            .because("only the command line has arguments");

    @ArchTest
    static final ArchRule onlyMainMeetsTheProcess = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(Main.class.getName())
            .should()
            .accessTargetWhere(isOn(System.class, "out", "err", "in", "exit", "console"))
            .orShould()
            .accessTargetWhere(isOn(Runtime.class, "exit", "halt"))
            .because("whoever prints or exits on its own cannot be used by another face, or tested");

    @ArchTest
    static final ArchRule randomnessIsMadeInCrypto = noClasses()
            .that()
            .resideOutsideOfPackage(CRYPTO)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(SecureRandom.class)
            .because("a caller that cannot hand in randomness cannot hand in bad randomness");

    @ArchTest
    static final ArchRule timeComesFromMain = noClasses()
            .that()
            .doNotHaveFullyQualifiedName(Main.class.getName())
            .and()
            .resideOutsideOfPackage("..testing..")
            .should()
            .accessTargetWhere(isOn(Clock.class, "system", "systemUTC", "systemDefaultZone"))
            .orShould()
            .accessTargetWhere(isOn(InstantSource.class, "system"))
            .orShould()
            .accessTargetWhere(isOn(Instant.class, "now"))
            .orShould()
            .accessTargetWhere(isOn(System.class, "currentTimeMillis"))
            .because("a clock that is handed in can be set by a test");

    @ArchTest
    static final ArchRule noLoggingBehindOnesBack = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.logging..", "org.slf4j..", "org.apache.logging..")
            .because("libraries throw or tell events; what is said is said by the command line");

    @ArchTest
    static void everyRoomIsLookedAt(JavaClasses house) {
        for (String room : List.of(NAMES, CRYPTO, BACKENDS, SYNC, FORMAT, ENGINE, SERVER, CLI)) {
            assertThat(house.that(JavaClass.Predicates.resideInAPackage(room)))
                    .as(room)
                    .hasSizeGreaterThan(2);
        }
    }

    private static DescribedPredicate<JavaAccess<?>> isOn(Class<?> owner, String... names) {
        Set<String> forbidden = Set.of(names);
        return DescribedPredicate.describe(
                owner.getSimpleName() + "." + forbidden,
                access -> access.getTargetOwner().isEquivalentTo(owner) && forbidden.contains(access.getName()));
    }
}
