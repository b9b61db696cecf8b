package io.serviceping.demo;

import io.serviceping.files.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.FileSystemUtils;

/** The home folder of the demo, unpacked from the class path: configuration, definitions and SQL files. */
public final class DemoHome {
    private static final String ROOT = "home/";
    private static final List<String> REPLACED = List.of("config", "sql");

    private DemoHome() {}

    /**
     * Unpacks into the folder. Replaces {@code config} and {@code sql}, so that no definition of an older version
     * stays. Everything else, such as {@code state}, is left alone.
     *
     * @return the folder
     */
    public static Path unpack(Path folder) throws IOException {
        for (String replaced : REPLACED) {
            FileSystemUtils.deleteRecursively(folder.resolve(replaced));
        }
        PathMatchingResourcePatternResolver resources =
                new PathMatchingResourcePatternResolver(DemoHome.class.getClassLoader());
        for (Resource resource : resources.getResources("classpath*:" + ROOT + "**/*.*")) {
            String path = resource.getURL().getPath();
            copy(resource, folder.resolve(path.substring(path.lastIndexOf("/" + ROOT) + 1 + ROOT.length())));
        }
        return folder;
    }

    private static void copy(Resource resource, Path target) throws IOException {
        PrivateFiles.makeFolderOf(target);
        try (InputStream content = resource.getInputStream()) {
            Files.copy(content, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
