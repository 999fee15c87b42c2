"""Letters of four scripts, folded to one small alphabet.

The alphabet: consonants b v g d j z k l m n p r s t f h, c (ч), x (ш); three vowels: o (а and о,
which Tajik, Uzbek and Russian spellings exchange freely), i (и ы е э й), u (у ӯ ў ү). A letter
that can be read in several ways has all its readings, the most usual one first.

Sources: ICAO Doc 9303 part 3 (Russian Cyrillic), BGN/PCGN 1994 (Tajik), practice seen in passports
and translations. The readings in old fonts were seen in texts of Tajik offices.
"""

Readings = tuple[str, ...]

CYRILLIC: dict[str, Readings] = {
    "а": ("o",), "ә": ("o",), "б": ("b",), "в": ("v",), "г": ("g",), "ғ": ("g",), "ґ": ("g",),
    "д": ("d",), "дж": ("j",), "дҷ": ("j",), "дч": ("j",), "е": ("i",), "ё": ("io", "i"),
    "є": ("i",), "ж": ("j",), "ҷ": ("j",), "җ": ("j",), "з": ("z",), "и": ("i",), "ӣ": ("i",),
    "й": ("i",), "к": ("k",), "қ": ("k",), "л": ("l",), "м": ("m",), "н": ("n",), "ң": ("n", "ng"),
    "о": ("o",), "ө": ("o", "u"), "п": ("p",), "р": ("r",), "с": ("s",), "т": ("t",), "у": ("u",),
    "ӯ": ("u",), "ў": ("u",), "ү": ("u",), "ұ": ("u",), "ф": ("f",), "х": ("h",), "ҳ": ("h",),
    "һ": ("h",), "ц": ("ts",), "ч": ("c", "j"), "ш": ("x",), "щ": ("x",), "ы": ("i",),
    "э": ("i",), "ю": ("iu",), "я": ("io",), "ъ": ("",), "ь": ("",),
    # Two old Tajik fonts give these letters different meanings; one word cannot tell which font.
    "љ": ("j", "g"), "њ": ("h", "i"), "ї": ("i", "j"), "і": ("i", "h"),
    "ќ": ("k",), "ѓ": ("g",), "ѕ": ("k",),
}

LATIN: dict[str, Readings] = {
    **{letter: (letter,) for letter in "bdfghklmnprstvz"},
    "a": ("o",), "o": ("o",), "e": ("i",), "i": ("i",), "y": ("i",), "u": ("u",), "ə": ("o", "i"),
    "ı": ("i",), "w": ("v",), "q": ("k",), "c": ("ts", "k", "j"), "ck": ("k",),
    "j": ("j", "i"), "x": ("h", "ks"), "ch": ("c", "x", "h"), "sh": ("x", "sh"),
    "kh": ("h",), "gh": ("g",), "zh": ("j",), "dzh": ("j",), "ph": ("f",), "th": ("t",),
    "shch": ("x",), "sch": ("x",), "tsch": ("c",), "dsch": ("j",), "tch": ("c",),
    "sj": ("x", "sj"), "tj": ("c", "tj"), "zj": ("j", "zj"),
    "ou": ("u",), "oo": ("o", "u"),
    "o'": ("u", "o"), "g'": ("g",), "'": ("",),
    "č": ("c",), "ć": ("c",), "ç": ("c",), "š": ("x",), "ş": ("x",), "ž": ("j",), "ğ": ("g",),
}

# Persian letters: (what they fold to, whether a short vowel may follow unseen).
PERSIAN_CONSONANTS: dict[str, str] = {
    "ب": "b", "پ": "p", "ت": "t", "ط": "t", "ث": "s", "س": "s", "ص": "s", "ج": "j", "چ": "c",
    "ح": "h", "خ": "h", "ه": "h", "ة": "h", "د": "d", "ذ": "z", "ز": "z", "ض": "z", "ظ": "z",
    "ر": "r", "ژ": "j", "ش": "x", "غ": "g", "ف": "f", "ق": "k", "ک": "k", "ك": "k", "گ": "g",
    "ل": "l", "م": "m", "ن": "n",
}
PERSIAN_VOWELS: dict[str, str] = {
    "ا": "[oiu]{1,2}", "آ": "o", "أ": "[oiu]", "إ": "i", "ع": "[oiu]*", "ئ": "i*", "ء": "",
    "و": "(?:[uo]v?|v[oiu]?)", "ؤ": "u?", "ی": "i[oiu]?", "ي": "i[oiu]?", "ى": "[io]",
}

PERSIAN_FORMS = str.maketrans("ہھةكيى", "هههکیی")

# Latin letters that look like Cyrillic ones; Tajik і stands for what a keyboard made of "i".
LOOKS_CYRILLIC = str.maketrans("aceopxyikmhtb", "асеорхуікмнтв")
LOOKS_LATIN = str.maketrans("асеорхуікмнтв", "aceopxyikmhtb")

FONT_A = str.maketrans("љњќўїѓЉЊЌЎЇЃ", "ҷҳқӯӣғҶҲҚӮӢҒ")
FONT_B = str.maketrans("їіѕљњЇІЅЉЊ", "ҷҳқғӣҶҲҚҒӢ")
