"""Prints src/CausalFusion/Conditions/CanonicalDecompositions.txt: what Unicode's canonical decomposition (NFD) needs to know of characters.

Decompositions and combining classes of assigned characters never change from one version of Unicode to the next.
"""

import sys
import unicodedata

PER_LINE = 6


def main():
    characters = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    print(f"# Of the Unicode Character Database {unicodedata.unidata_version} (© Unicode, Inc., https://www.unicode.org/license.txt), by")
    print("# tests/reference/canonical_decompositions.py. First: a character = what it decomposes into, Hangul syllables left out.")
    entries = []
    for character in characters:
        whole = unicodedata.normalize("NFD", character)
        if whole != character and not 0xAC00 <= ord(character) <= 0xD7A3:
            entries.append(f"{ord(character):X}={'+'.join(f'{ord(part):X}' for part in whole)}")
    lines(entries)
    print("# Second: first to last character : their canonical combining class.")
    ranges = []
    for character in characters:
        combining = unicodedata.combining(character)
        if combining:
            if ranges and ranges[-1][1] == ord(character) - 1 and ranges[-1][2] == combining:
                ranges[-1][1] += 1
            else:
                ranges.append([ord(character), ord(character), combining])
    lines([f"{first:X}-{last:X}:{combining}" for first, last, combining in ranges])


def lines(entries):
    for start in range(0, len(entries), PER_LINE):
        print(" ".join(entries[start:start + PER_LINE]))


if __name__ == "__main__":
    main()
