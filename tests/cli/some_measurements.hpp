#pragma once

#include <string>

namespace fleetfit {

/// Made up, of a speed that the card can reach.
inline const std::string measurement_columns =
    "id,group,card,cards_per_instance,tp,model_hf,isl,osl,weight_dtype,scenario,engine,"
    "concurrency,per_card_out_tok_s,tpot_ms\n";
inline const std::string measured_row =
    "own-1,own,H100,1,1,Llama-3.1-8B,1000,200,bf16,closed loop,vLLM,16,1000,12\n";
inline const std::string measured_rows =
    measured_row +
    "own-2,own,H100,1,1,Llama-3.1-8B,1000,200,bf16,closed loop,vLLM,32,1700,14\n"
    "own-3,own,H100,1,1,Llama-9-8B,1000,200,bf16,closed loop,vLLM,16,1000,12\n";

}  // namespace fleetfit
