"""The lexer loses nothing and agrees with Neo4j on where strings, names and comments end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_kb.errors import ForbiddenCypher, GraphKBError, QueryError
from graph_kb.queries.lexer import Kind, Token, lex

PIECES = (
    "MATCH",
    "n",
    "määrä",
    "`odd ``name`",
    "$x",
    "$`odd name`",
    "$1",
    "'it\\'s'",
    '"say \\"no\\""',
    "'\\u00e9'",
    "// to the end\n",
    "/* over\ntwo lines **/",
    "1",
    "1.5",
    ".5",
    "1e-3",
    "0x1F",
    "1_000",
    "<>",
    "=~",
    "..",
    "->",
    "{",
    ";",
    " ",
    "\r\n\t",
    "12ab",
    "#",
    "\u00a0",
)


def kinds(text):
    return [(str(token.kind), token.text) for token in lex(text) if token.kind is not Kind.SPACE]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("MATCH", "name"),
        ("_x1", "name"),
        ("Ääkkönen", "name"),
        ("`a b`", "quoted"),
        ("`a``b`", "quoted"),
        ("$id", "parameter"),
        ("$`a b`", "parameter"),
        ("$0", "parameter"),
        ("0", "number"),
        ("12", "number"),
        ("1.5e-3", "number"),
        (".5", "number"),
        ("0xFF", "number"),
        ("0o17", "number"),
        ("''", "string"),
        ("'a\\\\'", "string"),
        ("'a\\'b'", "string"),
        ('"a\'b"', "string"),
        ("'over\ntwo lines'", "string"),
        ("'// no comment'", "string"),
        ("// to the end 'x", "comment"),
        ("/**/", "comment"),
        ("/* * / ** // */", "comment"),
        ("/*/ still */", "comment"),
        ("<=", "symbol"),
        ("||", "symbol"),
        ("::", "symbol"),
        ("$", "symbol"),
        ("12ab", "other"),
        ("#", "other"),
        ("\u00a0", "other"),
        ("\\", "other"),
        ("\x00", "other"),
    ],
)
def test_one_token(text, kind):
    assert kinds(text) == [(kind, text)]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("1..3", ["1", "..", "3"]),
        ("*1..3]", ["*", "1", "..", "3", "]"]),
        ("xs[..5]", ["xs", "[", "..", "5", "]"]),
        ("n.name", ["n", ".", "name"]),
        ("a<-1", ["a", "<", "-", "1"]),
        ("(a)-->(b)", ["(", "a", ")", "-", "-", ">", "(", "b", ")"]),
        ("'it''s'", ["'it'", "'s'"]),
        ("'a\\\\'b", ["'a\\\\'", "b"]),
        ("/* a */ b */", ["/* a */", "b", "*", "/"]),
        ("/* /* */ x", ["/* /* */", "x"]),
        ("// a\rb", ["// a", "b"]),
        ("// a\nb // c", ["// a", "b", "// c"]),
        ("a/b//c", ["a", "/", "b", "//c"]),
        ("1.5.6x", ["1.5", ".", "6x"]),
        ("`a`.`b`(", ["`a`", ".", "`b`", "("]),
        (":$($label)", [":", "$", "(", "$label", ")"]),
    ],
)
def test_where_tokens_end(text, pieces):
    assert [piece for _, piece in kinds(text)] == pieces


def test_positions_count_lines_and_columns_from_one():
    text = "MATCH (n)\n  /* two\nlines */ RETURN 'a\r\nb' AS x"
    places = {token.text: (token.line, token.column) for token in lex(text)}
    assert places["MATCH"] == (1, 1)
    assert places["n"] == (1, 8)
    assert places["RETURN"] == (3, 10)
    assert places["AS"] == (4, 4)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.NAME, "name", "name"),
        (Kind.QUOTED, "`a``b`", "a`b"),
        (Kind.PARAMETER, "$id", "id"),
        (Kind.PARAMETER, "$`a b`", "a b"),
    ],
)
def test_value_of_a_token(kind, text, value):
    assert Token(kind, text, 1, 1).value == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("RETURN 'a", "query:1:8: the string that starts with ' never ends"),
        ('RETURN\n "a\\"', 'query:2:2: the string that starts with " never ends'),
        ("MATCH (n) /* a\n* /", "query:1:11: the comment that starts with /* never ends"),
        ("MATCH (`a``)", "query:1:8: the back-ticked name that starts with ` never ends"),
        ("RETURN $`a", "query:1:9: the back-ticked name that starts with ` never ends"),
    ],
)
def test_what_never_ends_is_named(text, message):
    with pytest.raises(QueryError) as caught:
        list(lex(text))
    assert caught.value.message == message
    assert caught.value.context["query"] == "query"


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("\\u0043REATE (n)", 1, 1),
        ("MATCH (n)\n \\U00000044ELETE n", 2, 2),
        ("RETURN 1 // \\u000a CREATE (n)", 1, 10),
        ("/* \\u002a/ */", 1, 1),
        ("MATCH (n:`a\\u0060`)", 1, 10),
        ("RETURN $`a\\u0060`", 1, 8),
        ("// a\x85CREATE (n)", 1, 1),
        ("// a\u2029CREATE (n)", 1, 1),
    ],
)
def test_what_an_engine_could_read_otherwise_is_refused(text, line, column):
    with pytest.raises(ForbiddenCypher) as caught:
        list(lex(text))
    assert (caught.value.context["line"], caught.value.context["column"]) == (line, column)


@given(st.text() | st.lists(st.sampled_from(PIECES)).map("".join))
def test_nothing_is_lost(text):
    try:
        tokens = list(lex(text))
    except (QueryError, ForbiddenCypher) as error:
        assert error.context["line"] >= 1  # noqa: PT017 - most texts pass
    else:
        assert "".join(token.text for token in tokens) == text
        assert all(token.text for token in tokens)


@given(st.lists(st.sampled_from(PIECES)).map(" ".join))
def test_positions_agree_with_the_text(text):
    lines = text.split("\n")
    for token in lex(text):
        rest = "\n".join([lines[token.line - 1][token.column - 1 :], *lines[token.line :]])
        assert rest.startswith(token.text)


@given(st.text(alphabet="'\"`/*\\u0027 \n-a$"))
def test_quotes_and_comments_never_crash(text):
    try:
        list(lex(text))
    except GraphKBError as error:
        assert error.message.startswith("query:")  # noqa: PT017 - some texts pass
