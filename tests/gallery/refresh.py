"""Writes the snapshots anew: python -m tests.gallery.refresh"""

import shutil

from tests.gallery.exhibits import SNAPSHOTS, played, texts


def main() -> None:
    gallery, _ = played()
    shutil.rmtree(SNAPSHOTS, ignore_errors=True)
    for path, text in texts(gallery.shots).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    print(f"{len(gallery.shots)} cards and forms. Look at the difference before you commit it.")


if __name__ == "__main__":
    main()
