// Texts of many scripts and the tokens that llama3-tokenizer-js makes of them. Usage: node llama3.mjs PACKAGE_FOLDER OUTPUT.json.gz
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { gzipSync } from 'node:zlib'

const [folder, output] = process.argv.slice(2)
const { default: tokenizer } = await import(pathToFileURL(resolve(folder, 'bundle/llama3-tokenizer-with-baked-data.js')))

// mulberry32
let state = 0x5eed
const random = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}
const below = (n) => Math.floor(random() * n)
const pick = (list) => list[below(list.length)]
const range = (first, last) => Array.from({ length: last - first + 1 }, (_, i) => String.fromCodePoint(first + i))
    .filter((c) => /^\p{Assigned}$/u.test(c) && !/^\p{Surrogate}$/u.test(c))

const phrases = [
    'a small red circle above a large blue square', "It's the dog's; they're sure we'll've gone, I'd say I'm SURE. YOU'LL SEE, IT'S!", 'Hello, world!',
    'A photo of a cat sitting on top of a wooden bench next to a window.', 'Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich.',
    'Voix ambiguë d’un cœur qui, au zéphyr, préfère les jattes de kiwis.', 'El pingüino Wenceslao hizo kilómetros bajo exhaustiva lluvia y frío; añoraba.',
    'Příliš žluťoučký kůň úpěl ďábelské ódy.', 'Pijamalı hasta yağız şoföre çabucak güvendi. İstanbul ısı', 'Съешь же ещё этих мягких французских булок, да выпей чаю.',
    'Чуєш їх, доцю, га? Кумедна ж ти, прощайся без ґольфів!', 'Ξεσκεπάζω την ψυχοφθόρα βδελυγμία.', 'שפן אכל קצת גזר בטעם חסה, ודי', 'نص حكيم له سر قاطع وذو شأن عظيم',
    'السَّلامُ عَلَيْكُمْ', 'ऋषियों को सताने वाले दुष्ट राक्षसों के राजा रावण', 'আমি বাংলায় গান গাই', 'เป็นมนุษย์สุดประเสริฐเลิศคุณค่า', 'Tôi yêu tiếng nước tôi từ khi mới ra đời',
    '天地玄黃，宇宙洪荒。日月盈昃，辰宿列張。', '我能吞下玻璃而不伤身体。', 'いろはにほへと ちりぬるを', 'イロハニホヘト チリヌルヲ ワカヨタレソ', '키스의 고유조건은 입술끼리 만나야 하고', 'ქართული ენა', 'Հայերեն լեզու',
    'አማርኛ ቋንቋ', 'தமிழ் மொழி', 'ភាសាខ្មែរ', 'ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ', '𝒜𝓁𝓁 𝓉𝒽𝑒 𝓌𝑜𝓇𝓁𝒹’𝓈 𝟙𝟚𝟛𝟜', '𐐔𐐯𐑅𐐨𐑉𐐯𐐻', '𐌰𐌱𐌲𐍈 𐎀𐎁', '𠀀𠀁𠮷野家 𪚥', 'U𝟘V 𝟬𝟭𝟮𝟯𝟰𝟱 ②③④ ⅣⅧ ½¾',
    '👩‍👩‍👧‍👦 👨🏽‍🚀 🏳️‍🌈 🇩🇪🇯🇵🇺🇸 1️⃣ #️⃣ 🤷🏻‍♀️ ❤️‍🔥', 'I ❤️ .NET 🚀🚀🚀!!!', 'if (x[i] >= 0 && y != null) {\n    return x[i++] * 2; // twice\n}\n', '#include <stdio.h>\r\nint main(void)\r\n{\r\n\treturn 0;\r\n}\r\n',
    'def f(x):\n    """Doc."""\n    return [i ** 2 for i in range(x) if i % 2 == 0]\n', '<div class="a">\n  <b>&amp;</b>\n</div>', '{"a": [1, 2.5e-3, null], "b\\n": "\\u00e9"}', 'SELECT * FROM t WHERE a = \'it\'\'s\' -- ok',
    '3.14159265358979323846', '1,234,567.89 € 1234567890123 00000 007', '2024-12-16T23:59:59Z', '+49 (0)30 1234-5678', 'e = mc² ≈ ∑ᵢ xᵢ·yᵢ ± √2', 'www.example.com/a_b-c?d=e&f=%20#g', '--==**++__~~^^%%$$##@@!!',
    '…—–‘’“”«»', 'ﬁ ﬂ ǅ ŉ ß ẞ ſ', "'ſ'S'T'RE'Ve'lL'm", 'e\u0301 a\u0308 o\u0302\u0323 Z\u0351\u036b\u0343', '\u200b\u200c\u200d\u2060', 'a\u00a0b\u3000c\u2003d\u2028e\u2029f\u202fg', ' ', '  ', '   ', '\n', '\n\n', '\r\n', '\t', ' \n', '\n ', ' \n \n ',
    'a  b   c    d     e', 'end of line   \n   next', 'trailing   ', '   leading', '\n\n\nthree', 'tab\t\ttab', 'a\u000b\u000cb', '\u0000\u0001\u001f\u007f', '_snake_case_ and camelCase and PascalCase HTTPServer', 'ÀÉÎÕÜ àéîõü', 'ĀāĂăĄą ŁłŃńŒœ',
]
const pools = [
    range(0x20, 0x7e), range(0x61, 0x7a), range(0x41, 0x5a), range(0x30, 0x39), range(0xa1, 0x17f), range(0x300, 0x36f), range(0x370, 0x3ff), range(0x400, 0x4ff), range(0x591, 0x5f4),
    range(0x600, 0x6ff), range(0x900, 0x97f), range(0xe01, 0xe5b), range(0x1100, 0x11ff), range(0x1e00, 0x1fff), range(0x2010, 0x205e), range(0x2070, 0x218b), range(0x2190, 0x23ff),
    range(0x2460, 0x27bf), range(0x3001, 0x30ff), range(0x4e00, 0x9fff), range(0xac00, 0xd7a3), range(0xff01, 0xffdc), range(0x10000, 0x103ff), range(0x10400, 0x1044f),
    range(0x1d400, 0x1d7ff), range(0x1f300, 0x1faff), range(0x20000, 0x2a6df), [...' \t\n\r'], [...' \n'], [' '], [...' \u00a0\u2003\u2028\u3000'], [...'.,;:!?\'"()[]{}<>/\\|@#$%^&*-+=_~`'],
    ['\u200d', '\ufe0f', '🏽', '👩', '👨', '🚀', '❤', '🇩', '🇪'], ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'LL", "'ſ"], ['the', 'red', 'Square', 'über', 'мир', '世界', 'مرحبا', 'पानी'],
]

const texts = new Set(phrases)
while (texts.size < 1500) { // runs of one pool after another
    let text = ''
    for (let runs = 1 + below(4); runs > 0; runs--) {
        const pool = pick(pools)
        for (let n = 1 + below(7); n > 0; n--) text += pick(pool)
    }
    texts.add(text)
}
while (texts.size < 3000) { // any pool at any place
    let text = ''
    for (let n = 1 + below(12); n > 0; n--) text += pick(pick(pools))
    texts.add(text)
}
while (texts.size < 3600) { // parts of phrases, joined
    const [a, b] = [pick(phrases), pick(phrases)].map((phrase) => Array.from(phrase))
    texts.add(a.slice(below(a.length)).slice(0, 30).join('') + pick(['', ' ', '  ', '\n', "'"]) + b.slice(0, 1 + below(Math.min(30, b.length))).join(''))
}
while (texts.size < 3900) { // any characters at all
    let text = ''
    for (let n = 1 + below(8); n > 0; n--) {
        const code = below(random() < 0.5 ? 0x10000 : 0x32000)
        const character = code >= 0xd800 && code <= 0xdfff ? ' ' : String.fromCodePoint(code)
        text += /^\p{Assigned}$/u.test(character) ? character : ' '
    }
    texts.add(text)
}

const cases = [...texts].filter((text) => !/[\u0085\ufeff]/.test(text)).map((text) => [text, ...tokenizer.encode(text, { bos: false, eos: false })])
for (const [text, ...ids] of cases) {
    if (tokenizer.decode(ids) !== text) throw new Error(`${JSON.stringify(text)} is not what its tokens decode to`)
}
writeFileSync(output, gzipSync(JSON.stringify(cases), { level: 9 }))
console.log(`${cases.length} texts, ${cases.reduce((sum, [, ...ids]) => sum + ids.length, 0)} tokens`)
