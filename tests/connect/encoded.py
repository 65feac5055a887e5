"""Thirty-three files as they come, in the encodings that they come in."""

from dataclasses import dataclass

HANS = "2024/3/1 19:00 顾老师：大家好，今晚读什么？\n2024/3/1 19:02 阿木：读《长夜》吧，谢谢\n"
HANT = "2024/3/1 19:00 顧老師：大家好，今晚讀什麼？\n2024/3/1 19:02 阿木：讀《長夜》吧，謝謝～\n"
CANTONESE = "19:00 阿May：今晚食咩呀？我哋喺旺角等你哋嚟\n19:01 家明：冇問題，嗰間嘢好食啲\n"
ENGLISH = "[01/03/2024, 19:00] Ann: What shall we read tonight?\n[01/03/2024, 19:01] Bob: Yours\n"
QUOTED = "[01/03/2024, 19:00] Ann: Let’s read “The Long Night” – don’t forget\n"
JAPANESE = "19:00\t田中\tこんばんは、今夜は何を読みますか？\n19:01\t佐藤\tはい、お願いします\n"
KOREAN = "오후 7:00, 민수 : 안녕하세요 여러분, 오늘 밤에는 무엇을 읽을까요?\n"
RUSSIAN = "19:00 Иван: Привет всем, что читаем сегодня вечером?\n"
FRENCH = "19:00 Zoé: Très bien, on se retrouve à la bibliothèque, ça va être génial\n"
EMOJI = "19:00 阿木：打卡第三天 😀🎉\n19:01 Ann：👍👍\n"
TABLE = "时间,发送者,内容\n2024-03-01 19:00,阿木,收到\n"
MANY = HANS * 20


@dataclass(frozen=True)
class Encoded:
    name: str
    data: bytes
    text: str  # what a person reads in it; U+FFFD for what is damaged
    is_asked: bool = False

    def __str__(self) -> str:
        return self.name


def _written(name: str, text: str, encoding: str, *, is_asked: bool = False) -> Encoded:
    return Encoded(name, text.encode(encoding), text, is_asked)


_CUT_GBK = MANY.encode("gbk")[:-4]
_CUT_UTF8 = MANY.encode()[:-3]

CORPUS = [
    _written("simplified, UTF-8", HANS, "utf-8"),
    _written("simplified, UTF-8 with a mark", HANS, "utf-8-sig"),
    Encoded("simplified, UTF-16 LE with a mark", b"\xff\xfe" + HANS.encode("utf-16-le"), HANS),
    Encoded("simplified, UTF-16 BE with a mark", b"\xfe\xff" + HANS.encode("utf-16-be"), HANS),
    _written("simplified, UTF-16 LE without a mark", HANS, "utf-16-le"),
    _written("simplified, UTF-16 BE without a mark", HANS, "utf-16-be"),
    _written("simplified, GB18030", HANS, "gb18030"),
    _written("simplified, GBK", HANS, "gbk"),
    _written("a short table in GBK", TABLE, "gbk"),
    _written("traditional, UTF-8", HANT, "utf-8"),
    _written("traditional, UTF-8 with a mark", HANT, "utf-8-sig"),
    Encoded("traditional, UTF-16 LE with a mark", b"\xff\xfe" + HANT.encode("utf-16-le"), HANT),
    _written("traditional, UTF-16 BE without a mark", HANT, "utf-16-be"),
    _written("traditional, GBK", HANT, "gbk"),
    _written("traditional, Big5", HANT.replace("～", ""), "big5"),
    _written("traditional, Big5 of Windows", HANT, "cp950"),
    _written("Cantonese, Big5-HKSCS", CANTONESE, "big5hkscs"),
    _written("English, ASCII", ENGLISH, "ascii"),
    _written("English, UTF-8 with curly quotes", QUOTED, "utf-8"),
    _written("English, UTF-16 LE without a mark", ENGLISH, "utf-16-le"),
    _written("Japanese, UTF-8", JAPANESE, "utf-8"),
    _written("Japanese, Shift_JIS", JAPANESE, "shift_jis"),
    _written("Korean, EUC-KR", KOREAN, "euc-kr"),
    _written("emoji, UTF-8", EMOJI, "utf-8"),
    _written("emoji, GB18030", EMOJI, "gb18030"),
    _written("emoji, UTF-16 LE without a mark", EMOJI, "utf-16-le"),
    _written("Russian, UTF-8", RUSSIAN, "utf-8"),
    Encoded("GBK cut inside a character", _CUT_GBK, MANY[:-3] + "\ufffd"),
    Encoded("UTF-8 cut inside a character", _CUT_UTF8, MANY[:-2] + "\ufffd"),
    Encoded("UTF-8 with a damaged byte", HANS.encode() + b"\xff\n", HANS + "\ufffd\n"),
    Encoded("GBK with a line of UTF-8", MANY.encode("gbk") + HANT.encode(), MANY + HANT),
    _written("Russian, Windows-1251", RUSSIAN, "cp1251", is_asked=True),
    _written("French, Windows-1252", FRENCH, "cp1252", is_asked=True),
]
