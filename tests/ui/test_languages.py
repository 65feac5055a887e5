"""Three languages, whole: every sentence, the glossary's words, Taiwan's own words."""

import re
import shlex
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

import weilu

PACKAGE = Path(weilu.__file__).parent
SCRIPTS = PACKAGE.parent.parent / "scripts"
LANGUAGES = ("zh_Hans", "zh_Hant")

#: Sentences that are nothing but a word of the glossary: English, simplified, traditional.
GLOSSARY = """
Community=社群=社群 Groups=群=群組 Messages=消息=訊息 Members=成员=成員 People=人|成员=人|成員
Temperature=温度=溫度 Stickiness=黏性=黏著度 Lurkers=潜水成员=潛水成員 Account=账号=帳號
Reactions=表情回应|表态率?=表情回應|表態率? Retention=留存=留存 Cohort=同期群=同期群
Operator=运营=社群經營者 "Speaking share"=发言率=發言率 Platform=平台=平台 Channel=渠道=管道
Owner=群主|所有者=群組主|群主|擁有者 Admin=管理员=管理員 "Core member"=骨干|核心成员=骨幹|核心成員
"Time zone"=时区=時區 Settings=设置=設定
"""
#: Words that mean a thing of the glossary but are not the word for it.
RIVALS = {
    "zh_Hans": "内部人员|管理人员|"
    "粘性|帐号|帐户|僵尸|群聊|聊天室|频道|讯息|参与率|新用户|(?<!有效)信息(?!占比)",
    "zh_Hant": "內部人員|管理人員|黏性|殭屍|聊天室|頻道|參與率|新用戶|群聊",
}

#: Words of the mainland, in traditional signs, that Taiwan says differently (checked by hand).
_NOT_TAIWANESE = """
消息→訊息 信息→資訊 渠道→管道 營銷→行銷 復購→回購 複購→回購 轉化→轉換 拼團→團購 分銷→分潤
積分→點數 推送→推播 黏性→黏著度 粘性→黏著度 導入→匯入 導出→匯出 設置→設定 數據→資料
默認→預設 用戶→使用者 賬號→帳號 賬戶→帳戶 鏈接→連結 搜索→搜尋 服務器→伺服器 網絡→網路
軟件→軟體 刷新→重新整理 加載→載入 保存→儲存 打印→列印 郵箱→電子郵件 登錄→登入
退出登錄→登出 質量→品質 反饋→回饋 屏幕→螢幕 界面→介面 菜單→選單 視頻→影片 短信→簡訊
激活→啟用 算法→演算法 內存→記憶體 緩存→快取 二維碼→QR-Code 隊列→佇列 線程→執行緒 在線→線上
實時→即時 (?<!名)字符→字元 字節→位元組 壓縮包→壓縮檔 文件夾→資料夾 哈希→雜湊 批量→批次
自定義→自訂 全局→全域 文件→檔案 回復→回覆 鼠標→滑鼠 光標→游標 訪問→造訪 採樣→取樣
博客→部落格 模塊→模組 性能→效能 優化→最佳化 之后→之後 以后→以後 里面→裡面 這里→這裡
哪里→哪裡 硬盤→硬碟 磁盤→磁碟 備註名→暱稱 撤銷→復原 復制→複製 粘貼→貼上 對象→物件
"""
NOT_TAIWANESE = [pair.split("→") for pair in _NOT_TAIWANESE.split()]
HAN = r"[\u4e00-\u9fff]"


def _catalogues(root: Path = PACKAGE) -> Iterator[tuple[str, str, polib.POFile]]:
    for file in sorted(root.rglob("locale/*/LC_MESSAGES/django.po")):
        package = file.relative_to(root).parts[:-4]
        yield "/".join(package), file.parts[-3], polib.pofile(str(file))


def _texts(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def _said(language: str) -> Iterator[tuple[str, polib.POEntry, str]]:
    for package, found, catalogue in _catalogues():
        if found == language:
            for entry in catalogue:
                for text in filter(None, _texts(entry)):
                    yield package, entry, text


def _passed_on(folder: str, names: list[str]) -> list[str]:
    """Leave behind what carries no sentences, so that the copy is small."""
    skipped = {"migrations", "__pycache__", "static", "fixtures"}
    kept = (".py", ".html", ".txt", ".po")
    return [
        name
        for name in names
        if name in skipped or ((Path(folder) / name).is_file() and not name.endswith(kept))
    ]


@pytest.fixture(scope="module")
def extracted(tmp_path_factory) -> Path:
    """Return a copy of the package whose catalogues were just brought up to date."""
    sys.path.insert(0, str(SCRIPTS))
    try:
        import messages
    finally:
        sys.path.remove(str(SCRIPTS))
    copy = tmp_path_factory.mktemp("messages") / "weilu"
    shutil.copytree(PACKAGE, copy, ignore=_passed_on)
    messages.extract(copy)
    return copy


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(extracted, language):
    missing = [
        f"{package}: {entry.msgid}"
        for package, found, catalogue in _catalogues(extracted)
        if found == language
        for entry in catalogue
        if not all(_texts(entry))
    ]

    assert not missing, "\n".join(["run make messages, then translate", *missing])


def test_no_catalogue_holds_a_guess_or_a_sentence_that_is_gone(extracted):
    wanted = {
        (package, language): {entry.msgid for entry in catalogue}
        for package, language, catalogue in _catalogues(extracted)
    }

    for package, language, catalogue in _catalogues():
        assert not catalogue.fuzzy_entries(), f"{package} {language}"
        held = {entry.msgid for entry in catalogue if not entry.obsolete}
        gone = held - wanted.get((package, language), set())
        assert not gone, f"{package} {language}: {sorted(gone)}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_sentence_is_said_in_one_way(language):
    """Django merges all catalogues: two translations of a sentence would win by chance."""
    ways = defaultdict(set)
    for _package, entry, text in _said(language):
        ways[entry.msgctxt, entry.msgid].add(text)

    several = {key[1]: texts for key, texts in ways.items() if len(texts) > 1}
    assert not several, "\n".join(f"{key}: {texts}" for key, texts in several.items())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_names_of_its_facts(language):
    def names(text: str) -> set[str]:
        return set(re.findall(r"%\((\w+)\)|{(\w+)}", text))

    wrong = [
        f"{package}: {entry.msgid} → {text}"
        for package, entry, text in _said(language)
        if names(text) - names(entry.msgid) - names(entry.msgid_plural)
        or names(entry.msgid_plural or entry.msgid) - names(text)
    ]

    assert not wrong, "\n".join(wrong)


def _glossary() -> dict[str, list[str]]:
    lines = shlex.split(GLOSSARY)
    return {english: words for english, *words in (line.split("=") for line in lines)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_of_the_glossary_is_translated_by_the_glossary(language):
    words = _glossary()
    wrong = [
        f"{package}: {entry.msgid} → {text}"
        for package, entry, text in _said(language)
        if (wanted := words.get(entry.msgid))
        and not re.fullmatch(wanted[LANGUAGES.index(language)], text)
    ]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_goes_by_a_name_beside_the_glossarys(language):
    wrong = [
        f"{package}: {text} ({rival.group()})"
        for package, _entry, text in _said(language)
        if not package.startswith("connectors/")  # a platform's own words for its own things
        and (rival := re.search(RIVALS[language], text))
    ]

    assert not wrong, "\n".join(wrong)


def test_traditional_chinese_is_written_for_taiwan():
    wrong = [
        f"{package}: {text} ({word} → {better})"
        for package, _entry, text in _said("zh_Hant")
        for word, better in NOT_TAIWANESE
        if re.search(word, text)
    ]

    assert not wrong, "\n".join(wrong)


def test_traditional_chinese_says_group_as_taiwan_does():
    wrong = [text for _p, _e, text in _said("zh_Hant") if re.search(r"[個些]群(?!組)", text)]

    assert not wrong, "\n".join(wrong)


def test_traditional_chinese_has_no_simplified_sign():
    """Big5 holds the signs of Taiwan; a sign made simple is not among them."""
    wrong = {
        sign
        for _package, _entry, text in _said("zh_Hant")
        for sign in re.findall(HAN, text)
        if not sign.encode("big5", errors="ignore")
    }

    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_chinese_is_set_with_care(language):
    """Full-width punctuation, a space beside Latin and figures, 「」, no exclamation mark."""
    faults = {
        "half-width punctuation": rf"{HAN}[,;:?!]|{HAN}\.(?!\w)",
        "no space beside Latin or figures": rf"{HAN}[A-Za-z0-9]|[A-Za-z0-9]{HAN}",
        "quotes": "[“”‘’]",
        "exclamation": "[！!]",
    }
    wrong = [
        f"{package}: {text} ({fault})"
        for package, _entry, text in _said(language)
        for fault, pattern in faults.items()
        if re.search(pattern, re.sub(r"%\(\w+\)\w|<[^>]*>", " ", text))
    ]

    assert not wrong, "\n".join(wrong)
