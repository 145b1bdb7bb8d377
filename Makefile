# make run | make demo | make test — “make help” lists everything.
PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11,$(shell command -v $(name) >/dev/null 2>&1 && $(name) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $(name))))
HOST ?= 127.0.0.1
PORT ?= 8000
export HOST PORT
VENV := .venv
RUNTIME := $(VENV)/runtime-$(firstword $(shell cksum requirements.txt))
TESTING := $(VENV)/testing-$(firstword $(shell cksum tests/requirements.txt))
BENCHING := $(VENV)/benching-$(firstword $(shell cksum tests/bench/requirements.txt))
MANAGE := $(VENV)/bin/python manage.py
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes

.DEFAULT_GOAL := help
.PHONY: help run demo demo-reset test lint bench help-pictures

help:  ## 这张表
	@echo "make run         安装并启动，http://$(HOST):$(PORT)（可用 HOST、PORT 改）"
	@echo "make demo        同上，另一个数据目录，带一所虚构学校的数据"
	@echo "make demo-reset  删除演示数据并重新开始"
	@echo "make test        全部测试（含浏览器测试）"
	@echo "make lint        代码检查"
	@echo "make bench       页面与汇总的速度（几分钟；BENCH_DATABASE_URL 加测 PostgreSQL）"
	@echo "make help-pictures  用演示数据重新拍帮助里的图"

run: $(RUNTIME)
	@exec $(MANAGE) up

demo: export VOCWEEK_DATA_DIR := var/demo
demo: export VOCWEEK_DEMO := 1
demo: $(RUNTIME)
	@exec $(MANAGE) up

demo-reset: export VOCWEEK_DATA_DIR := var/demo
demo-reset: export VOCWEEK_DEMO := 1
demo-reset: $(RUNTIME)
	@$(MANAGE) forget_demo
	@exec $(MANAGE) up

test: $(TESTING)
	@deploy/chromium
	$(VENV)/bin/python -m pytest -n 2 -m "not office" $(ARGS)

lint: $(TESTING)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

bench: $(BENCHING)
	@$(VENV)/bin/python -m tests.bench.bench

help-pictures: $(TESTING)
	@deploy/chromium
	@$(VENV)/bin/python -m tests.help_pictures

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "需要 Python 3.11 或更新的版本（没有找到）。"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "不能建立虚拟环境：Debian/Ubuntu 上请先安装 python3-venv。"; exit 1; }

# The stamp carries the checksum of the list: unchanged list, no network.
$(RUNTIME): | $(VENV)/bin/python
	@echo "正在安装运行所需的软件包（只在第一次和清单变化时）……"
	@$(PIP) --requirement requirements.txt || { echo "没有装上：第一次启动需要能访问网络（或本校的 pip 镜像，用 PIP_INDEX_URL 指定）；装好以后启动不再需要网络。"; exit 1; }
	@rm -f $(VENV)/runtime-* && touch $@

$(TESTING): $(RUNTIME)
	@echo "正在安装测试所需的软件包……"
	@$(PIP) --requirement tests/requirements.txt || { echo "没有装上：第一次测试需要能访问网络（或本校的 pip 镜像，用 PIP_INDEX_URL 指定）。"; exit 1; }
	@rm -f $(VENV)/testing-* && touch $@

$(BENCHING): $(TESTING)
	@$(PIP) --requirement tests/bench/requirements.txt
	@rm -f $(VENV)/benching-* && touch $@
